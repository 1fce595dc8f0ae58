import type { ConnectionOptions } from 'node:tls'

/** How a server is reached. */
export interface MysqlOptions {
  /** `mysql://user:password@host:port/database`; usually `process.env.DATABASE_URL`. */
  readonly url?: string | undefined
  /** The server's own address, where `url` goes through a proxy that shares sessions. Used for all that Slipway does. */
  readonly directUrl?: string | undefined
  readonly host?: string | undefined
  readonly port?: number | undefined
  /** Path of the server's Unix socket, in place of host and port. */
  readonly socketPath?: string | undefined
  readonly user?: string | undefined
  /** The database that is migrated. */
  readonly database?: string | undefined
  /** A function is asked at every connect, which suits tokens that expire. */
  readonly password?: string | (() => Promise<string>) | undefined
  /** A file that holds the password and nothing else. */
  readonly passwordFile?: string | undefined
  /** `true` encrypts and verifies the server's certificate. */
  readonly ssl?: boolean | ConnectionOptions | undefined
  /**
   * The database that Slipway's own tables stand in. Where it is the migrated database itself, they carry the prefix
   * `slipway_`. Left out, it is `slipway`, or the prefix where the user may not create that database.
   */
  readonly store?: string | undefined
  /** What the server is, where files are to be read without it. Left out, the server is asked, and MySQL assumed where it does not answer. */
  readonly flavor?: 'mysql' | 'mariadb' | undefined
  /** The `sql_mode` of our sessions, where it is not the server's. */
  readonly sqlMode?: string | undefined
  /** Shown by the server beside our sessions, in `performance_schema.session_connect_attrs`. */
  readonly application?: string | undefined
}
