import type { BridgeContext, ForeignHistory, ForeignMigration, Row } from '@slipway/core/plugin'
import { few, queryFor, type Query } from '@slipway/core/adapter'
import { findTables, lockName, type HistoryTables, type TableSettings } from './history-table.ts'
import { matchNames, withoutExtension } from './same-name.ts'

/** One row of knex's history. */
export interface HistoryRow {
  readonly id: number
  readonly name: string
  readonly batch: number | null
  /** ISO 8601, where knex kept it. */
  readonly at: string | null
}

/** Reads what knex says is applied. Three queries; writes nothing, and creates nothing. */
export async function readHistory(context: BridgeContext, settings: TableSettings): Promise<ForeignHistory> {
  const tables = await findTables(context, settings)
  if (!tables.found.history) return { exists: false, applied: [], failed: [], notices: [] }
  const rows = await readRows(context, tables)
  const ids = context.migrations.map(({ id }) => id)
  const matched = matchNames(
    rows.map((row) => row.name),
    ids,
  )
  const applied = new Map<string, ForeignMigration>()
  for (const row of rows) {
    const migration = toForeign(row, matched.get(row.name) ?? row.name)
    if (!applied.has(migration.id)) applied.set(migration.id, migration)
  }
  const notices = [
    ...renamed(matched, settings),
    ...missing(
      rows.filter((row) => !matched.has(row.name)),
      settings,
    ),
    ...twice(rows, settings),
    ...(await lockNotices(context, settings, tables)),
  ]
  return { exists: true, applied: [...applied.values()], failed: [], notices }
}

/** Every row, in the order in which knex wrote them. */
export async function readRows(
  { dialect, session }: BridgeContext,
  { history }: Pick<HistoryTables, 'history'>,
): Promise<readonly HistoryRow[]> {
  const query = queryFor(dialect)
  const select: Query =
    dialect.name === 'postgres'
      ? query`SELECT id::text AS id, name, batch::integer AS batch,
          to_char(migration_time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS moment
          FROM ${history} WHERE name IS NOT NULL ORDER BY ${history}.id`
      : query`SELECT CAST(id AS CHAR) AS id, name, batch,
          CAST(UNIX_TIMESTAMP(migration_time) AS CHAR) AS moment
          FROM ${history} WHERE name IS NOT NULL ORDER BY ${history}.id`
  return (await session.execute(select)).rows.map(toRow)
}

function toRow(row: Row): HistoryRow {
  const moment = row['moment'] as string | null
  return {
    id: Number(row['id']),
    name: String(row['name']),
    batch: row['batch'] === null ? null : Number(row['batch']),
    // Seconds since the epoch on MySQL, where a zone's name may be one that the server has no table for.
    at: moment === null || !/^\d+(?:\.\d+)?$/.test(moment) ? moment : new Date(Number(moment) * 1000).toISOString(),
  }
}

function toForeign({ id, name, batch, at }: HistoryRow, migration: string): ForeignMigration {
  return {
    id: migration,
    ...(name !== migration && { formerly: name }),
    ...(at !== null && { at }),
    ...(batch !== null && { batch: String(batch) }),
    raw: { id, name, batch, migration_time: at },
  }
}

function renamed(matched: ReadonlyMap<string, string>, { tableName }: TableSettings): readonly string[] {
  const pairs = [...matched].filter(([row, id]) => row !== id)
  if (pairs.length === 0) return []
  const names = pairs.map(([row, id]) => `${row} (now ${id.slice(withoutExtension(id).length) || 'without extension'})`)
  return [
    `${tableName} has other file extensions: ${few(names)}. The same migrations, nothing to do here; knex itself calls its ` +
      'directory corrupt until the rows or a migrationSource say the new names.',
  ]
}

function missing(rows: readonly HistoryRow[], { tableName }: TableSettings): readonly string[] {
  if (rows.length === 0) return []
  const [one] = rows
  const names = few(rows.map(({ name }) => name))
  return [
    `${tableName} lists ${names}, and there is no such file. knex calls its directory corrupt and does nothing until the ` +
      `file is back, or its row has gone${one && rows.length === 1 ? ` (id ${one.id})` : ''}.`,
  ]
}

function twice(rows: readonly HistoryRow[], { tableName }: TableSettings): readonly string[] {
  const names = rows.map(({ name }) => name)
  const again = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
  return again.length === 0 ? [] : [`${tableName} has more than one row for ${few(again)}; the first one counts.`]
}

async function lockNotices(
  { dialect, session }: BridgeContext,
  settings: TableSettings,
  { lock, found }: HistoryTables,
): Promise<readonly string[]> {
  if (!found.lock) return []
  const query = queryFor(dialect)`SELECT CAST(COUNT(*) AS CHAR(20)) AS locks,
    CAST(COALESCE(SUM(CASE WHEN is_locked = 1 THEN 1 ELSE 0 END), 0) AS CHAR(20)) AS taken FROM ${lock}`
  const [row] = (await session.execute(query)).rows
  const [locks, taken] = [Number(row?.['locks']), Number(row?.['taken'])]
  if (locks > 1)
    return [`${lockName(settings)} has ${locks} rows, so knex can never lock it: knex migrate:unlock leaves one again.`]
  if (taken === 0) return []
  return [
    `${lockName(settings)} is taken: knex is at work, or a run of it was killed. If none runs any more: knex migrate:unlock`,
  ]
}
