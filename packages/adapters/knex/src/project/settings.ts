import type { KnexModule } from './knex-module.ts'

/** A file, or whatever a custom `migrationSource` calls a migration. */
export type SourceItem = unknown

/** What knex asks of a `migrationSource`. */
export interface MigrationSource {
  getMigrations(loadExtensions: readonly string[]): Promise<readonly SourceItem[]>
  getMigrationName(item: SourceItem): string
  getMigration(item: SourceItem): unknown
}

/** The SQL that a knex client writes. */
export type KnexDialect = 'postgres' | 'mysql'

/** The migration settings of one environment, with knex's own defaults filled in. */
export interface MigrationSettings {
  /** Name of the adapter, which its code references carry. */
  readonly adapter: string
  /** Absent for a knexfile that is one environment. */
  readonly environment: string | undefined
  /** Absolute path of the knexfile. */
  readonly knexfile: string
  /** The project's own knex. */
  readonly knex: KnexModule
  /** Whatever the environment holds, connection included: in memory only, never shown. Paths in it are absolute. */
  readonly config: Readonly<Record<string, unknown>>
  /** `undefined` for a client that Slipway has no driver for. */
  readonly dialect: KnexDialect | undefined
  /** `client` as the knexfile has it: `pg`, `mysql2`. */
  readonly client: string
  /** Absolute paths, in the order in which they are read. */
  readonly directories: readonly string[]
  readonly tableName: string
  /** `undefined`: where the session's `search_path`, or the connection's database, leads. */
  readonly schemaName: string | undefined
  /** With their dots: `.js`. */
  readonly loadExtensions: readonly string[]
  readonly sortDirsSeparately: boolean
  /** Absent where files in `directories` are the migrations. */
  readonly migrationSource: MigrationSource | undefined
  readonly disableTransactions: boolean
  /** Of new migrations, without a dot. May have a variant behind a hyphen, as knex takes it: `ts-schema`. */
  readonly extension: string
  /** Absolute path of the template of new migrations. */
  readonly stub: string | undefined
  /** Handed to the template. */
  readonly variables: Readonly<Record<string, unknown>>
  /** Where the project's databases are reached: a migration may not connect to them by itself. */
  readonly ports: ReadonlySet<number>
  /** How migrations meet transactions where their files do not say it. `batch`: all pending ones share one, as with knex. */
  readonly transaction: 'auto' | 'batch' | 'never'
}
