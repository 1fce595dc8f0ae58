import { access, readFile } from 'node:fs/promises'
import { MongoClient } from 'mongodb'
import { expect, test } from 'vitest'
import { freshDatabase, profileCommands, startMongodb } from '../src/index.ts'

async function count(url: string, patience = 60_000): Promise<number> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: patience })
  try {
    return await client.db().collection('kept').countDocuments()
  } finally {
    await client.close()
  }
}

async function insert(url: string, n: number): Promise<void> {
  const client = new MongoClient(url)
  try {
    await client
      .db()
      .collection('kept')
      .insertOne({ n }, { writeConcern: { w: 'majority', j: true } })
  } finally {
    await client.close()
  }
}

test('a single member is killed, restarted, paused and stopped, and leaves nothing', async () => {
  const server = await startMongodb({ version: '6.0', logStatements: true, settings: { slowms: '50' } })
  const [node] = server.nodes
  if (node === undefined) throw new Error('no member')
  try {
    const database = await freshDatabase(server)
    await insert(database.url, 7)
    const password = new URL(server.url).password
    expect(await readFile(`/proc/${node.pid}/cmdline`, 'utf8')).not.toContain(password)
    const { pid } = node
    await node.kill9()
    await expect(count(database.url, 2000)).rejects.toThrow('ECONNREFUSED')
    await node.restart()
    await server.primary()
    expect(node.pid).not.toBe(pid)
    expect(await count(database.url)).toBe(1)
    expect(await server.log()).toContain('"commandArgs":{"insert":"kept"')
    node.pause()
    await expect(count(database.url, 2000)).rejects.toThrow()
    node.resume()
    expect(await count(database.url)).toBe(1)
    await expect(count(database.url.replace(password, 'wrong'))).rejects.toThrow('Authentication failed')
    await expect(count(database.url.replace(/root:[^@]*@/, ''))).rejects.toThrow('requires authentication')
    await expect(server.stepDown()).rejects.toThrow('three')
    node.pause()
  } finally {
    await server.stop()
  }
  expect(() => process.kill(node.pid, 0)).toThrow('ESRCH')
  await expect(access(server.dir)).rejects.toThrow('ENOENT')
})

test('three members elect another primary, by order and after a kill', async () => {
  await using server = await startMongodb({ version: '6.0', nodes: 3 })
  await using database = await freshDatabase(server)
  await insert(database.url, 1)
  const first = await server.primary()
  const second = await server.stepDown()
  expect(second.port).not.toBe(first.port)
  await insert(database.url, 2)
  await second.kill9()
  const third = await server.primary()
  expect(third.port).not.toBe(second.port)
  await insert(database.url, 3)
  await second.restart()
  expect(await count(database.url)).toBe(3)
})

test('a standalone server knows no transactions, and the profiler shows what a database ran', async () => {
  await using server = await startMongodb({ version: '6.0', nodes: 0 })
  await using database = await freshDatabase(server)
  await insert(database.url, 1)
  const client = new MongoClient(database.url)
  try {
    await expect(
      client.withSession((session) =>
        session.withTransaction(() => client.db().collection('kept').insertOne({ n: 2 }, { session })),
      ),
    ).rejects.toThrow('does not support retryable writes')
    await using profile = await profileCommands(database.url)
    await client
      .db()
      .collection('kept')
      .updateMany({}, { $inc: { n: 1 } })
    const ran = await profile.commands()
    expect(ran.map((each) => [each['op'], each['ns']])).toEqual([['update', `${database.name}.kept`]])
  } finally {
    await client.close()
  }
})
