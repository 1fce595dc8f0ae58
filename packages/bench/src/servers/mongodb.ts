import { startMongodb, type MongodbServer } from '@slipway/testkit'
import { MongoClient, type Db } from 'mongodb'
import type { Setting } from '../harness/row.ts'

/** The MongoDB 6.0 of this run: a replica set of one member, journaled. */
export async function mongodbServer(setting: Setting): Promise<MongodbServer> {
  const server = await setting.once('mongodb-6.0', () => startMongodb({ version: '6.0', nodes: 1 }))
  const { version, settings } = await onMongodb(server.url, async (db) => {
    const [build, defaults] = [{ buildInfo: 1 }, { getDefaultRWConcern: 1 }].map((each) => db.admin().command(each))
    const concern = (await defaults)?.['defaultWriteConcern'] as Readonly<Record<string, unknown>> | undefined
    return {
      version: String((await build)?.['version']),
      settings: { members: '1', journal: 'on', 'default write concern': String(concern?.['w']) },
    }
  })
  setting.note({ name: 'MongoDB', version, settings })
  return server
}

/** Works with a database over a client of its own. */
export async function onMongodb<T>(url: string, work: (db: Db, client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(url)
  try {
    return await work(client.db(), client)
  } finally {
    await client.close()
  }
}
