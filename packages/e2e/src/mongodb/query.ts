import { BSON, MongoClient, type ClientSession } from 'mongodb'
import type { Connection } from '../query.ts'

/** Connects to a MongoDB database. Statements are commands in Extended JSON, and `begin` and `commit`. */
export async function mongodbConnection(url: string): Promise<Connection> {
  const client = await new MongoClient(url, { appName: 'the test', retryWrites: false }).connect()
  let session: ClientSession | undefined
  const end = (): Promise<void> => client.close()
  return {
    async rows(text) {
      if (text === 'begin') {
        session = client.startSession()
        session.startTransaction()
        return []
      }
      if (text === 'commit') {
        await session?.commitTransaction()
        session = undefined
        return []
      }
      const command = BSON.EJSON.parse(text) as Record<string, unknown>
      const answer = await client.db().command(command, session === undefined ? {} : { session })
      return (answer['cursor'] as { firstBatch?: Record<string, unknown>[] } | undefined)?.firstBatch ?? []
    },
    end,
    [Symbol.asyncDispose]: end,
  }
}
