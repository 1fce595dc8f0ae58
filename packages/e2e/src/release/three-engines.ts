import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { mongodbFiles } from '@slipway/adapter-mongodb'
import { sql } from '@slipway/adapter-sql'
import type { Driver, ReleaseConfig, SlipwayConfig } from '@slipway/core'
import { mongodb } from '@slipway/driver-mongodb'
import { mysql } from '@slipway/driver-mysql'
import { postgres } from '@slipway/driver-postgres'
import { freshDatabase, sharedMongodb, sharedMysql, sharedPostgres, type FreshDatabase } from '@slipway/testkit'
import { MongoClient } from 'mongodb'
import { createConnection, type RowDataPacket } from 'mysql2/promise'
import { query } from '../query.ts'

/** Where the three stores of a case are, and how its release is declared. */
export interface Place {
  readonly folder: string
  readonly urls: Readonly<Record<'catalog' | 'orders' | 'events', string>>
  readonly release: ReleaseConfig
}

/** A place of its own, deleted at the end of the block. */
export interface OwnPlace extends Place, AsyncDisposable {
  write(files: Readonly<Record<string, string>>): Promise<void>
}

const counted = (verb: string): string => `UPDATE counted SET n = n ${verb} 1 WHERE n >= 0;\n`

/** On each store a table with a row, and a count that would tell if anything ran twice. */
export const files: Readonly<Record<string, string>> = {
  'catalog/V1__counted.sql': 'CREATE TABLE counted (n int NOT NULL);\nINSERT INTO counted VALUES (0);\n',
  'catalog/U1__counted.sql': 'DROP TABLE counted;\n',
  'catalog/V2__count.sql': counted('+'),
  'catalog/U2__count.sql': counted('-'),
  'orders/V1__counted.sql': 'CREATE TABLE counted (n int NOT NULL);\nINSERT INTO counted VALUES (0);\n',
  'orders/U1__counted.sql': 'DROP TABLE counted;\n',
  'orders/V2__count.sql': counted('+'),
  'orders/U2__count.sql': counted('-'),
  'events/V1__counted.json':
    '[{ "create": "counted" }, { "insert": "counted", "documents": [{ "_id": 1, "n": 0 }] }]\n',
  'events/U1__counted.json': '{ "drop": "counted" }\n',
  'events/V2__count.json': '{ "update": "counted", "updates": [{ "q": { "_id": 1 }, "u": { "$inc": { "n": 1 } } }] }\n',
  'events/U2__count.json':
    '{ "update": "counted", "updates": [{ "q": { "_id": 1 }, "u": { "$inc": { "n": -1 } } }] }\n',
}

/** A further migration of the last store, which its server refuses. */
export const failing: Readonly<Record<string, string>> = {
  'events/V3__refused.json': '{ "renameCollection": "nowhere", "to": "somewhere" }\n',
  'events/U3__refused.json': '{ "drop": "somewhere" }\n',
}

/** PostgreSQL, MySQL and MongoDB, each with a fresh database, and a project over them. */
export async function makePlace(
  release: ReleaseConfig,
  more: Readonly<Record<string, string>> = {},
): Promise<OwnPlace> {
  const [catalog, orders, events] = await Promise.all([
    freshDatabase(await sharedPostgres(15)),
    freshDatabase(await sharedMysql('8.0')),
    freshDatabase(await sharedMongodb({ version: '6.0' })),
  ])
  const folder = await mkdtemp(join(tmpdir(), 'slipway-release-'))
  const write: OwnPlace['write'] = async (texts) => {
    for (const [path, text] of Object.entries(texts)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
    }
  }
  await write({ ...files, ...more })
  const databases: readonly FreshDatabase[] = [catalog, orders, events]
  return {
    folder,
    urls: { catalog: catalog.url, orders: orders.url, events: events.url },
    release,
    write,
    async [Symbol.asyncDispose]() {
      await Promise.all(databases.map((database) => database.drop()))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The config of a place; `wrap` may put something between core and a store. */
export function configOf(
  place: Place,
  wrap: (driver: Driver, target: string) => Driver = (driver) => driver,
): SlipwayConfig {
  const { urls, release } = place
  return {
    targets: {
      catalog: { driver: wrap(postgres({ url: urls.catalog }), 'catalog'), adapter: sql({ locations: 'catalog' }) },
      orders: { driver: wrap(mysql({ url: urls.orders }), 'orders'), adapter: sql({ locations: 'orders' }) },
      events: { driver: wrap(mongodb({ url: urls.events }), 'events'), adapter: mongodbFiles({ locations: 'events' }) },
    },
    releases: { shop: release },
  }
}

/** The count on each store, by clients of the test's own; `null` where there is none. */
export async function counts({ urls }: Place): Promise<readonly (number | null)[]> {
  const [there] = await query(urls.catalog, `SELECT to_regclass('counted') IS NOT NULL AS there`)
  const [catalog] = there?.['there'] === true ? await query(urls.catalog, 'SELECT n FROM counted') : []
  return [numberOf(catalog?.['n']), await mysqlCount(urls.orders), await mongoCount(urls.events)]
}

async function mysqlCount(url: string): Promise<number | null> {
  const client = await createConnection(url)
  try {
    const [tables] = await client.query<RowDataPacket[]>(`SHOW TABLES LIKE 'counted'`)
    if (tables.length === 0) return null
    const [rows] = await client.query<RowDataPacket[]>('SELECT n FROM counted')
    return numberOf(rows[0]?.['n'])
  } finally {
    await client.end()
  }
}

async function mongoCount(url: string): Promise<number | null> {
  const client = new MongoClient(url)
  try {
    const found = await client.db().collection('counted').findOne({})
    return numberOf(found?.['n'])
  } finally {
    await client.close()
  }
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}
