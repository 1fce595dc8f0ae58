import type { ConnectionOptions } from 'node:tls'

/** How a server is reached. What is not given comes from `PGHOST`, `PGUSER` and their kin, once `url` or `host` is. */
export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`; usually `process.env.DATABASE_URL`. */
  readonly url?: string | undefined
  /** The server's own address, where `url` goes through a transaction-mode pooler. Used for all that Slipway does. */
  readonly directUrl?: string | undefined
  readonly host?: string | undefined
  readonly port?: number | undefined
  readonly user?: string | undefined
  readonly database?: string | undefined
  /** A function is asked at every connect, which suits tokens that expire. */
  readonly password?: string | (() => Promise<string>) | undefined
  /** A file that holds the password and nothing else. */
  readonly passwordFile?: string | undefined
  readonly ssl?: boolean | ConnectionOptions | undefined
  /** Where Slipway keeps its tables. */
  readonly schema?: string | undefined
  /** Shown by the server beside our sessions. */
  readonly application?: string | undefined
}
