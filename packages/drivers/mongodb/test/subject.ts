import { freshDatabase, sharedMongodb, type MongodbNodes, type MongodbVersion } from '@slipway/testkit'
import type { FreshTarget, Subject } from '@slipway/testkit/conformance'
import type { Driver } from '@slipway/core/plugin'
import type { Db } from 'mongodb'
import { mongodb } from '../src/index.ts'
import { mongodbSpecimens } from './specimens.ts'

const databaseOf = (url: string): string => /^[^:]+:\/\/[^/]+\/([^?]+)/.exec(url)?.[1] ?? ''

/** Slipway's own collections of this database alone, so that nothing is there before somebody prepares it. */
const storeOf = (url: string): string => `${databaseOf(url)}_slipway`

export const openDriver = (url: string): Driver => mongodb({ url, store: storeOf(url) })

/** One that does not look for a server for long when its connections are cut. */
const impatient = (url: string): Driver =>
  mongodb({ url, store: storeOf(url), client: { serverSelectionTimeoutMS: 1_000 } })

/** The member that takes writes, as `host:port`. */
async function primaryOf(db: Db): Promise<string> {
  const { primary, me } = await db.command({ hello: 1 })
  return String(primary ?? me ?? '')
}

/** The same database through one port of this machine and no other. */
const through = (url: string, port: number): string =>
  url
    .replace(/@[^/]+\//, `@127.0.0.1:${port}/`)
    .replace(/[?&]replicaSet=[^&]*/, '')
    .replace(/&?directConnection=true/, '')
    .replace(/(\?|$)/, '?directConnection=true&')
    .replace(/[?&]$/, '')

async function fresh(server: { readonly url: string }): Promise<FreshTarget> {
  const { url, drop } = await freshDatabase(server)
  const session = await openDriver(url).connect()
  const { db } = session.native as { readonly db: Db }
  const [host = '', port = ''] = ((await primaryOf(db)) || (/@([^/,]+)/.exec(url)?.[1] ?? '')).split(':')
  await session.close()
  return {
    driver: openDriver(url),
    secondDriver: openDriver(url),
    url,
    tcp: { host, port: Number(port), at: (other) => impatient(through(url, other)) },
    async drop() {
      const last = await openDriver(url).connect()
      const { client } = last.native as { readonly client: { db(name: string): Db } }
      await client
        .db(storeOf(url))
        .dropDatabase()
        .finally(() => last.close())
      await drop()
    },
  }
}

/** What the conformance suite needs to judge this driver on a version of MongoDB, with so many members. */
export function mongodbSubject(version: MongodbVersion, nodes: MongodbNodes): Subject {
  const transactions = nodes > 0
  const kind = nodes === 0 ? 'standalone' : nodes === 1 ? 'replica set' : 'three members'
  return {
    name: `MongoDB ${version}, ${kind}`,
    module: import.meta.url,
    claims: {
      transactions,
      rivals: true,
      sessions: true,
      evicts: false,
      cancel: true,
      // maxTimeMS is looked at between documents, and the specimen that takes long takes it over one.
      statementTimeout: false,
      lockTimeout: transactions,
    },
    fresh: async () => fresh(await sharedMongodb({ version, nodes })),
    specimens: () => mongodbSpecimens(transactions),
  }
}

export const replicaSetSubject: Subject = mongodbSubject('6.0', 1)
export const threeNodesSubject: Subject = mongodbSubject('6.0', 3)
export const standaloneSubject: Subject = mongodbSubject('6.0', 0)
