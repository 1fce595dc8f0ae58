import { MongoClient } from 'mongodb'
import { createConnection } from 'mysql2/promise'
import { expect, test } from 'vitest'
import { freshDatabase, sharedMariadb, sharedMongodb, sharedMysql } from '../src/index.ts'

async function query(url: string, sql: string): Promise<unknown> {
  const connection = await createConnection(url)
  try {
    return (await connection.query(sql))[0]
  } finally {
    await connection.end()
  }
}

test.each([
  ['MySQL', () => sharedMysql('8.0'), /^8\.0\./],
  ['MariaDB', () => sharedMariadb('10.11'), /^10\.11\..*MariaDB/],
] as const)('%s: everybody gets the same server, and a database of their own', async (_name, shared, version) => {
  const [server, again] = await Promise.all([shared(), shared()])
  expect(again).toEqual(server)
  expect(await query(server.url, 'SELECT VERSION() AS v')).toEqual([{ v: expect.stringMatching(version) }])
  const one = await freshDatabase(server)
  await using other = await freshDatabase(server)
  await query(one.url, 'CREATE TABLE mine (id int)')
  expect(await query(other.url, 'SHOW TABLES')).toEqual([])
  const open = await createConnection(one.url)
  open.on('error', () => {})
  await open.query('START TRANSACTION')
  await open.query('SELECT * FROM mine')
  await one.drop()
  await expect(query(one.url, 'SELECT 1')).rejects.toMatchObject({ code: 'ER_BAD_DB_ERROR' })
})

test.each([
  [1, { setName: 'rs0', hosts: 1 }],
  [3, { setName: 'rs0', hosts: 3 }],
  [0, { setName: undefined, hosts: 0 }],
] as const)(
  'MongoDB with %i members: the same server for everybody, and a database of their own',
  async (nodes, is) => {
    const [server, again] = await Promise.all([
      sharedMongodb({ version: '6.0', nodes }),
      sharedMongodb({ version: '6.0', nodes }),
    ])
    expect(again).toEqual(server)
    const one = await freshDatabase(server)
    await using other = await freshDatabase(server)
    const client = new MongoClient(one.url)
    try {
      const hello = await client.db('admin').command({ hello: 1 })
      expect({ setName: hello['setName'], hosts: (hello['hosts'] ?? []).length }).toEqual(is)
      await client.db().collection('mine').insertOne({ n: 1 })
      expect(client.db().databaseName).toBe(one.name)
      expect(await client.db(other.name).listCollections().toArray()).toEqual([])
      await one.drop()
      expect(await client.db().listCollections().toArray()).toEqual([])
    } finally {
      await client.close()
    }
  },
)
