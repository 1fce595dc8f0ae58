import { freshDatabase, sharedPostgres, type PostgresVersion } from '@slipway/testkit'
import { Client } from 'pg'

/** A client on a database of its own. */
export interface FreshClient extends AsyncDisposable {
  readonly client: Client
  /** Ends the client and drops the database. */
  close(): Promise<void>
}

/** Makes an empty database on the shared server of a version, and connects to it. */
export async function freshClient(version: PostgresVersion): Promise<FreshClient> {
  const database = await freshDatabase(await sharedPostgres(version))
  const client = new Client({ connectionString: database.url })
  await client.connect()
  const close = async (): Promise<void> => {
    await client.end()
    await database.drop()
  }
  return { client, close, [Symbol.asyncDispose]: close }
}
