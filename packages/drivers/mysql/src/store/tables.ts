import { inBackticks } from '../dialect/names/quote-identifier.ts'

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
