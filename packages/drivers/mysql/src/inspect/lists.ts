import type { Row, ServerFacts } from '@slipway/core/plugin'
import type { Query } from '../query.ts'
import { isOwn } from './own-tables.ts'
import type { DefaultCollations } from './read-table.ts'

export interface ListedTable {
  readonly name: string
  readonly kind: 'table' | 'view' | 'sequence'
}

export interface ListedTrigger {
  readonly name: string
  readonly table: string
  readonly timing: string
  readonly event: string
  /** From 1, among those of the same table, time and event. */
  readonly place: number
  readonly definer: string
}

export interface ListedRoutine {
  readonly name: string
  /** `PROCEDURE`, `FUNCTION`, `PACKAGE`, `PACKAGE BODY`. */
  readonly type: string
}

export interface ListedEvent {
  readonly name: string
  /** The server set its start when it was created. */
  readonly startsWhenMade: boolean
}

/** What is in the connected database, by name: found in a handful of queries, however many objects there are. */
export interface Lists {
  readonly database: string
  /** `CHARACTER SET utf8mb4 COLLATE utf8mb4_bin` and the like. */
  readonly databaseDefaults: string
  readonly collations: DefaultCollations
  readonly tables: readonly ListedTable[]
  /** The text of each view with every table qualified, in which the tables that it reads can be found. */
  readonly viewTexts: ReadonlyMap<string, string>
  readonly triggers: readonly ListedTrigger[]
  readonly routines: readonly ListedRoutine[]
  readonly events: readonly ListedEvent[]
}

const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value))

const kinds: Readonly<Record<string, ListedTable['kind']>> = {
  'BASE TABLE': 'table',
  'SYSTEM VERSIONED': 'table',
  VIEW: 'view',
  SEQUENCE: 'sequence',
}

const databaseColumns = (server: ServerFacts): string => {
  if (server.flavor === 'mariadb') return "SCHEMA_COMMENT AS comment, 'NO' AS encryption"
  return `'' AS comment, ${server.versionNumber >= 80016 ? 'DEFAULT_ENCRYPTION' : "'NO'"} AS encryption`
}

function databaseDefaults(row: Row | undefined): string {
  const comment = text(row?.['comment'])
  return [
    `CHARACTER SET ${text(row?.['charset'])}`,
    `COLLATE ${text(row?.['collation'])}`,
    ...(text(row?.['encryption']) === 'YES' ? ["ENCRYPTION 'Y'"] : []),
    ...(comment === '' ? [] : [`COMMENT '${comment.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`]),
  ].join(' ')
}

/** The collation that each charset of the server stands for. */
export async function readCollations(query: Query): Promise<DefaultCollations> {
  const rows = await query(
    'SELECT CHARACTER_SET_NAME AS charset, DEFAULT_COLLATE_NAME AS collation FROM information_schema.CHARACTER_SETS',
  )
  return new Map(rows.map((row) => [text(row['charset']), text(row['collation'])]))
}

/** Lists the triggers of the connected database: all, or those on some tables. */
export async function readTriggers(query: Query, tables?: readonly string[]): Promise<readonly ListedTrigger[]> {
  const on = tables === undefined ? '' : ` AND (${tables.map(() => 'EVENT_OBJECT_TABLE = ?').join(' OR ')})`
  const rows = await query(
    `SELECT TRIGGER_NAME AS name, EVENT_OBJECT_TABLE AS on_table, ACTION_TIMING AS timing, EVENT_MANIPULATION AS event,
       ACTION_ORDER AS place, DEFINER AS definer FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()${on}`,
    tables,
  )
  return rows
    .filter((row) => !isOwn(text(row['on_table'])))
    .map((row) => ({
      name: text(row['name']),
      table: text(row['on_table']),
      timing: text(row['timing']),
      event: text(row['event']),
      place: Number(row['place']),
      definer: text(row['definer']),
    }))
}

/**
 * Lists the objects of the connected database, Slipway's own left out.
 *
 * @param needs tells which kinds matter: `view`, `trigger`, `routine` and `event` are not asked for otherwise.
 */
export async function readLists(
  query: Query,
  server: ServerFacts,
  needs: (kind: 'view' | 'trigger' | 'routine' | 'event') => boolean,
): Promise<Lists> {
  const listed = async (kind: Parameters<typeof needs>[0], text: string): Promise<readonly Row[]> =>
    needs(kind) ? query(text) : []
  const collations = await readCollations(query)
  const [database] = await query(
    `SELECT SCHEMA_NAME AS name, DEFAULT_CHARACTER_SET_NAME AS charset, DEFAULT_COLLATION_NAME AS collation,
       ${databaseColumns(server)} FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = DATABASE()`,
  )
  const tables = await query(
    'SELECT TABLE_NAME AS name, TABLE_TYPE AS type FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()',
  )
  const views = await listed(
    'view',
    'SELECT TABLE_NAME AS name, VIEW_DEFINITION AS query FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE()',
  )
  const triggers = needs('trigger') ? await readTriggers(query) : []
  const routines = await listed(
    'routine',
    'SELECT ROUTINE_NAME AS name, ROUTINE_TYPE AS type FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()',
  )
  const events = await listed(
    'event',
    `SELECT EVENT_NAME AS name, CONVERT_TZ(STARTS, TIME_ZONE, @@session.time_zone) = CREATED AS made
       FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()`,
  )
  return {
    database: text(database?.['name']),
    databaseDefaults: databaseDefaults(database),
    collations,
    tables: tables.flatMap((row) => {
      const kind = kinds[text(row['type'])]
      const name = text(row['name'])
      return kind === undefined || isOwn(name) ? [] : [{ name, kind }]
    }),
    viewTexts: new Map(views.map((row) => [text(row['name']), text(row['query'])])),
    triggers,
    routines: routines.map((row) => ({ name: text(row['name']), type: text(row['type']) })),
    events: events.map((row) => ({ name: text(row['name']), startsWhenMade: Number(row['made']) === 1 })),
  }
}
