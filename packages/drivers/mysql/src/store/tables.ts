import { SlipwayError } from '@slipway/core'
import { inBackticks } from '../dialect/names/quote-identifier.ts'
import { literal } from './literal.ts'

/** The parts of the store. */
export const parts = ['journal', 'checkpoint', 'lease', 'heartbeat'] as const
/** A part of the store. */
export type Part = (typeof parts)[number]

/** Names of Slipway's own tables, qualified and quoted. */
export interface Tables extends Readonly<Record<Part, string>> {
  /** The database that they stand in, unquoted. */
  readonly schema: string
  /** What their names begin with: empty in a database of their own. */
  readonly prefix: string
  /** The database that is migrated: the histories of several share a store. */
  readonly database: string
}

const prefix = 'slipway_'

/** Names the tables; in the migrated database itself they carry a prefix. */
export function tablesIn(store: string, database: string): Tables {
  const own = store !== database
  const name = (part: Part): string => `${inBackticks(store)}.${inBackticks(`${own ? '' : prefix}${part}`)}`
  return {
    schema: store,
    prefix: own ? '' : prefix,
    database,
    journal: name('journal'),
    checkpoint: name('checkpoint'),
    lease: name('lease'),
    heartbeat: name('heartbeat'),
  }
}

/** Where the tables stand, for people. */
export const placeOf = (tables: Tables): string =>
  tables.prefix === '' ? `database ${tables.schema}` : `database ${tables.schema}, with the prefix ${tables.prefix}`

/** The table by which the migrated database says where its history is kept; not needed where that is beside it. */
export const signIn = (database: string): string => `${inBackticks(database)}.${inBackticks(`${prefix}store`)}`

/**
 * Puts up the sign. Without it, a user who may not see the store could not tell a history that is kept elsewhere from none
 * at all, and would begin a second one.
 */
export const signs = (tables: Tables): readonly string[] =>
  tables.prefix !== ''
    ? []
    : [
        `CREATE TABLE IF NOT EXISTS ${signIn(tables.database)} ${columns(['id TINYINT NOT NULL PRIMARY KEY', 'place VARCHAR(64) NOT NULL'])}`,
        `INSERT IGNORE INTO ${signIn(tables.database)} (id, place) VALUES (1, ${literal(tables.schema)})`,
      ]

/** Adds the grant that lets a user read the store. */
export function mayRead(tables: Tables, thrown: unknown): unknown {
  if (!(thrown instanceof SlipwayError) || thrown.code !== 'SW-PERMISSION') return thrown
  return new SlipwayError('SW-PERMISSION', `The journal may not be read: ${thrown.message}. Nothing was changed.`, {
    hint: `GRANT SELECT ON ${inBackticks(tables.schema)}.* TO '<the user>'@'<host>';`,
    details: thrown.details,
  })
}

/** Finds tables of the store; parameters: each schema and prefix that it may have. */
export function existingTables(places: readonly Tables[]): {
  readonly text: string
  readonly params: readonly string[]
} {
  const one = `(TABLE_SCHEMA = ? AND TABLE_NAME IN (${parts.map(() => '?').join(', ')}))`
  return {
    text:
      'SELECT TABLE_SCHEMA AS place, TABLE_NAME AS name, ENGINE AS engine FROM information_schema.TABLES ' +
      `WHERE ${places.map(() => one).join(' OR ')}`,
    params: places.flatMap(({ schema, prefix }) => [schema, ...parts.map((part) => `${prefix}${part}`)]),
  }
}

const columns = (lines: readonly string[]): string =>
  `(\n  ${lines.join(',\n  ')}\n) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`

const owner = ['db VARCHAR(64) NOT NULL', 'project VARCHAR(255) NOT NULL']

/** Makes each part. LONGTEXT keeps a text as it was written, which the hash chain needs; JSON would not. */
export function definitions(tables: Tables): Readonly<Record<Part, string>> {
  const create = (part: Part, lines: readonly string[]): string =>
    `CREATE TABLE IF NOT EXISTS ${tables[part]} ${columns([...owner, ...lines])}`
  return {
    journal: create('journal', [
      'seq BIGINT NOT NULL',
      'prev CHAR(64) NOT NULL',
      'v INT NOT NULL',
      'at DATETIME(3) NOT NULL',
      'author VARCHAR(255) NOT NULL',
      'type VARCHAR(32) NOT NULL',
      'migration TEXT',
      // A unit's key can be longer than an index takes: its SHA-256 stands for it.
      'unit CHAR(64)',
      'body LONGTEXT NOT NULL',
      'PRIMARY KEY (db, project, seq)',
      'UNIQUE KEY unit (db, project, unit)',
    ]),
    checkpoint: create('checkpoint', [
      'name CHAR(64) NOT NULL',
      'value LONGTEXT NOT NULL',
      'at DATETIME(3) NOT NULL',
      'PRIMARY KEY (db, project, name)',
    ]),
    lease: create('lease', [
      'token BIGINT NOT NULL',
      'owner VARCHAR(255)',
      'session VARCHAR(32)',
      'session_start VARCHAR(160)',
      'acquired_at DATETIME(3)',
      'PRIMARY KEY (db, project)',
    ]),
    // Apart from the lease, whose row a transaction keeps locked while it works.
    heartbeat: create('heartbeat', [
      'token BIGINT NOT NULL',
      'session VARCHAR(32)',
      'session_start VARCHAR(160)',
      'beat BIGINT NOT NULL',
      'PRIMARY KEY (db, project)',
    ]),
  }
}
