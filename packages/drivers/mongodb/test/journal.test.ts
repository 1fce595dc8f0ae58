import { freshDatabase, sharedMongodb, type FreshDatabase } from '@slipway/testkit'
import type { Db, MongoClient } from 'mongodb'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Session } from '@slipway/core/plugin'
import { mongodb } from '../src/index.ts'
import { command, landed, refusal, timeouts } from './fixtures/values.ts'

describe.each([1, 0] as const)('the journal on MongoDB 6.0, %i members', (nodes) => {
  let database: FreshDatabase
  let admin: Session
  const store = (): Db => (admin.native as { client: MongoClient }).client.db('slipway')

  beforeEach(async () => {
    database = await freshDatabase(await sharedMongodb({ version: '6.0', nodes }))
    admin = await mongodb({ url: database.url }).connect()
  })
  afterEach(async () => {
    await admin.close()
    await database.drop()
  })

  test('entries come back as they were, stamped by the server, once each', async () => {
    const driver = mongodb({ url: database.url })
    const journal = driver.journal(admin, 'app')
    await journal.prepare()
    await journal.append([landed(1), landed(2)], undefined)
    const entries = await journal.read()
    expect(entries.map(({ at: _at, ...entry }) => entry)).toEqual([landed(1), landed(2)])
    expect(await journal.read(1)).toEqual(entries.slice(1))
    expect(new Date(entries[0]?.at ?? '').toISOString()).toBe(entries[0]?.at)
    expect(await refusal(journal.append([landed(2, 9)], undefined))).toMatchObject({ kind: 'journal-conflict' })
    expect(await refusal(journal.append([landed(3, 1)], undefined))).toMatchObject({ kind: 'journal-conflict' })
    expect(await journal.read()).toHaveLength(2)
    await driver.journal(admin, 'other').append([landed(1, 1, 'other')], undefined)
    expect(await journal.read()).toHaveLength(2)
  })

  test('what is kept of a project goes with it, and the collections with the last one', async () => {
    for (const name of [`kept_${database.name}`, database.name]) {
      const driver = mongodb({ url: database.url, store: name })
      const session = await driver.connect()
      const forget = (project: string) =>
        driver.lease({ project, owner: 'me', timeouts }, (lease) => driver.forget?.(lease, project) ?? Promise.reject())
      expect(await driver.storage?.(session)).toMatchObject({ exists: false })
      for (const project of ['one', 'two']) {
        await driver.journal(session, project).prepare()
        await driver.journal(session, project).append([landed(1, 1, project)], undefined)
      }
      expect(await driver.storage?.(session)).toMatchObject({ exists: true })
      expect(await forget('one')).toEqual({ whole: false })
      expect(await driver.journal(session, 'one').read()).toEqual([])
      expect(await driver.journal(session, 'two').read()).toHaveLength(1)
      expect(await forget('two')).toEqual({ whole: true })
      const { client } = session.native as { client: MongoClient }
      expect(await client.db(name).listCollections().toArray()).toEqual([])
      await session.close()
    }
  })

  test('reading creates nothing', async () => {
    const name = `kept_${database.name}`
    const driver = mongodb({ url: database.url, store: name })
    const session = await driver.connect()
    expect(await driver.journal(session, 'app').read()).toEqual([])
    expect(await driver.checkpoints(session, 'app').read('k')).toBeUndefined()
    expect(await driver.holder(session, 'app')).toBeUndefined()
    await session.inspect()
    await session.close()
    const { databases } = await store().admin().listDatabases({ nameOnly: true })
    expect(databases.map((found) => found.name)).not.toContain(name)
  })

  test('sixteen connections prepare at once', async () => {
    const name = `kept_${database.name}`
    const driver = mongodb({ url: database.url, store: name })
    const sessions = await Promise.all(Array.from({ length: 16 }, () => driver.connect()))
    await Promise.all(sessions.map((session) => driver.journal(session, 'app').prepare()))
    await driver.journal(sessions[0]!, 'app').append([landed(1)], undefined)
    expect(await driver.journal(sessions[1]!, 'app').read()).toHaveLength(1)
    await (sessions[0]!.native as { client: MongoClient }).client.db(name).dropDatabase()
    await Promise.all(sessions.map((session) => session.close()))
  })

  test('databases of one server do not see each other, and one may keep its own beside its data', async () => {
    const driver = mongodb({ url: database.url, store: database.name })
    const session = await driver.connect()
    await driver.journal(session, 'app').prepare()
    await driver.journal(session, 'app').append([landed(1)], undefined)
    await driver.checkpoints(session, 'app').write(session, 'k', { 'a.$b': [1] })
    expect(await driver.checkpoints(session, 'app').read('k')).toEqual({ 'a.$b': [1] })
    await driver.checkpoints(session, 'app').clear('k')
    expect(await driver.checkpoints(session, 'app').read('k')).toBeUndefined()
    expect(await mongodb({ url: database.url }).journal(admin, 'app').read()).toEqual([])
    expect((await session.inspect()).objects).toEqual({})
    await session.close()
  })

  test('an entry of a newer version is not guessed at', async () => {
    const journal = mongodb({ url: database.url }).journal(admin, 'app')
    await journal.prepare()
    await journal.append([landed(1)], undefined)
    await store()
      .collection('journal')
      .updateOne({ database: database.name }, { $set: { v: 2 } })
    expect(await refusal(journal.read())).toMatchObject({ code: 'SW-JOURNAL-NEWER' })
  })

  test('a user that only reads can read, and is told what it may not do', async () => {
    const driver = mongodb({ url: database.url })
    await driver.journal(admin, 'app').prepare()
    await driver.journal(admin, 'app').append([landed(1)], undefined)
    await admin.execute(command({ insert: 'a', documents: [{ n: 1 }] }))
    const { db } = admin.native as { db: Db }
    await db.command({ createUser: 'reader', pwd: 'canary', roles: ['read'] })
    const url = database.url
      .replace(/\/\/[^@]+@/, '//reader:canary@')
      .replace('authSource=admin', `authSource=${database.name}`)
    const reading = mongodb({ url })
    const reader = await reading.connect()
    expect(reader.server.capabilities).toMatchObject({ validators: 'unknown' })
    expect(await refusal(reading.journal(reader, 'app').read())).toMatchObject({
      code: 'SW-PERMISSION',
      hint: expect.stringContaining('grantRolesToUser'),
    })
    await db.command({ grantRolesToUser: 'reader', roles: [{ role: 'read', db: 'slipway' }] })
    expect(await reading.journal(reader, 'app').read()).toHaveLength(1)
    expect(await reading.holder(reader, 'app')).toBeUndefined()
    expect(Object.keys((await reader.inspect()).objects)).toEqual(['collection:a'])
    expect(await reading.identify(reader)).toEqual(await driver.identify(admin))
    expect(await refusal(reading.journal(reader, 'app').append([landed(2)], undefined))).toMatchObject({
      code: 'SW-PERMISSION',
      kind: 'permission',
    })
    expect(
      await refusal(reading.lease({ project: 'app', owner: 'reader', timeouts }, async () => undefined)),
    ).toMatchObject({
      code: 'SW-PERMISSION',
      message: expect.stringContaining('Nothing was changed'),
    })
    await reader.close()
    await db.command({ dropUser: 'reader' })
  })
})
