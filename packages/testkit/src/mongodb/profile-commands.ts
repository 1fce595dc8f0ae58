import type { Document } from 'mongodb'

/** A profiler that is on. */
export interface CommandProfile extends AsyncDisposable {
  /**
   * What the database has run since, in the order it ended: documents of `system.profile`, without those of this
   * profile's own reading.
   */
  commands(): Promise<readonly Document[]>
}

/**
 * Turns the profiler on for everything that one database runs, on the server that takes its writes now: of a replica
 * set, ask again after an election. Disposing turns it off and leaves `system.profile`, which a dropped database takes
 * with it.
 */
export async function profileCommands(databaseUrl: string): Promise<CommandProfile> {
  const { MongoClient } = await import('mongodb')
  const client = new MongoClient(databaseUrl, { appName: 'slipway-profile' })
  try {
    await client.db().command({ profile: 2, slowms: -1 })
  } catch (error) {
    await client.close()
    throw error
  }
  return {
    commands: () =>
      client
        .db()
        .collection('system.profile')
        .find({ appName: { $ne: 'slipway-profile' } })
        .sort({ $natural: 1 })
        .toArray(),
    async [Symbol.asyncDispose](): Promise<void> {
      try {
        await client.db().command({ profile: 0 })
      } finally {
        await client.close()
      }
    },
  }
}
