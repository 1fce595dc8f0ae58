import type { MongoClientOptions } from 'mongodb'

/** How a deployment is reached, and which of its databases is migrated. */
export interface MongodbOptions {
  /** `mongodb://user:password@host:port/database?replicaSet=rs0` or `mongodb+srv://…`; usually `process.env.MONGODB_URL`. */
  readonly url?: string | undefined
  /** The database that is migrated; default: the one in `url`. */
  readonly database?: string | undefined
  readonly user?: string | undefined
  /** A function is asked at every connect, which suits tokens that expire. */
  readonly password?: string | (() => Promise<string>) | undefined
  /** A file that holds the password and nothing else. */
  readonly passwordFile?: string | undefined
  /**
   * Database where Slipway keeps its collections; default `slipway`. With the name of the migrated database itself they
   * are kept there, with names that begin with `slipway.`: for a role that may write nowhere else.
   */
  readonly store?: string | undefined
  /** Shown by the server beside our sessions. */
  readonly application?: string | undefined
  /** Passed on to the client: TLS files, a proxy, compressors. */
  readonly client?:
    | Omit<
        MongoClientOptions,
        'appName' | 'retryWrites' | 'readPreference' | 'readConcern' | 'writeConcern' | 'maxPoolSize' | 'auth'
      >
    | undefined
}
