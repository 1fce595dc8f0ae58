import type { SqlOptions } from '../options.ts'

/** Options of `flyway()`. What is stated here comes before the environment, which comes before the files. */
export interface FlywayOptions extends Pick<SqlOptions, 'placeholders' | 'ignore' | 'name'> {
  /**
   * Flyway's configuration files, relative to the project; a later one overrides an earlier one. Default: those of
   * `flyway.toml`, `flyway.user.toml`, `conf/flyway.conf` and `flyway.conf` that are there.
   */
  readonly configFiles?: string | readonly string[]
  /** An environment of `flyway.toml`. Default: the one that it chooses, else `default`. */
  readonly environment?: string
  /** Where `FLYWAY_*` variables and `${NAME}` in files are looked up. Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** What paths are relative to. Default: the working directory. */
  readonly cwd?: string
  /** `flyway.locations`. */
  readonly locations?: string | readonly string[]
  /** `flyway.sqlMigrationPrefix`. Default: told from the files, `V` or none. */
  readonly versionPrefix?: string
  /** `flyway.table`. */
  readonly table?: string
  /** `flyway.defaultSchema`. */
  readonly schema?: string
}
