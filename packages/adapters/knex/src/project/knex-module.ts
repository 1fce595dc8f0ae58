/** The part of knex's client that running through a session rests on. */
export interface KnexClient {
  readonly config: Readonly<Record<string, unknown>>
  readonly driverName: string
  /** The npm package that the client speaks with. */
  _driver(): unknown
  version?: string | undefined
  pool?: unknown
  acquireConnection(): Promise<unknown>
  releaseConnection(connection: unknown): Promise<void>
  acquireRawConnection(): Promise<unknown>
  destroy(): Promise<void>
}

/** A knex instance, or the transaction of one: a function that builds queries. */
export interface KnexInstance {
  (table: string): unknown
  readonly client: KnexClient
  readonly migrate: unknown
  raw(sql: string, bindings?: unknown): PromiseLike<unknown> & { toSQL(): unknown }
  transaction<T>(work: (trx: KnexInstance) => Promise<T>): Promise<T>
  destroy(): Promise<void>
}

/** The project's own knex, found from its knexfile. */
export interface KnexModule {
  /** Makes an instance. */
  readonly create: (config: Readonly<Record<string, unknown>>) => KnexInstance
  readonly version: string
  /** Absolute path of the package's folder. */
  readonly folder: string
}
