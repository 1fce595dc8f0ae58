import { freshDatabase, type FreshDatabase } from '@slipway/testkit'

/** The database of one sample after the other: each gets an empty one, and the one before it goes away. */
export interface SampleDatabase {
  /** Drops the last one and makes another. */
  renew(): Promise<void>
  /**
   * Of the last one.
   *
   * @throws Error before the first.
   */
  url(): string
  drop(): Promise<void>
}

/**
 * Databases for the samples of one contender.
 *
 * @param clean removes what a tool keeps on the server beside the database.
 */
export function sampleDatabase(server: { readonly url: string }, clean?: () => Promise<void>): SampleDatabase {
  let database: FreshDatabase | undefined
  async function drop(): Promise<void> {
    await database?.drop()
    database = undefined
    await clean?.()
  }
  return {
    drop,
    async renew() {
      await drop()
      database = await freshDatabase(server)
    },
    url() {
      if (database === undefined) throw new Error('No sample was prepared.')
      return database.url
    },
  }
}
