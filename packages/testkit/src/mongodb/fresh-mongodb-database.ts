import { randomBytes } from 'node:crypto'
import type { FreshDatabase } from '../shared/fresh-database.ts'

/**
 * An empty MongoDB database: a name that nothing has used, since MongoDB makes a database with its first document.
 * Dropping it ends no session.
 */
export async function freshMongodbDatabase(serverUrl: string): Promise<FreshDatabase> {
  const name = `t_${randomBytes(6).toString('hex')}`
  const [, servers = '', query = ''] = /^([^:]+:\/\/[^/?]+)[^?]*(.*)$/.exec(serverUrl) ?? []
  async function drop(): Promise<void> {
    const { MongoClient } = await import('mongodb')
    await using client = new MongoClient(serverUrl)
    await client.db(name).dropDatabase({ writeConcern: { w: 'majority' } })
  }
  return { url: `${servers}/${name}${query}`, name, drop, [Symbol.asyncDispose]: drop }
}
