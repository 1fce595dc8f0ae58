import { freshDatabase, sharedMongodb, type FreshDatabase } from '@slipway/testkit'
import type { ClientSession, Db, MongoClient } from 'mongodb'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Session } from '@slipway/core/plugin'
import { mongodb } from '../src/index.ts'
import { command, landed, refusal, timeouts } from './fixtures/values.ts'

const insert = (document: object) => command({ insert: 'a', documents: [document] })

describe('transactions on a replica set', () => {
  let database: FreshDatabase
  let session: Session
  let rival: Session
  const driver = () => mongodb({ url: database.url })
  const journal = () => driver().journal(session, 'app')
  const db = (): Db => (session.native as { db: Db }).db
  const rows = async () => (await session.execute(command({ find: 'a', filter: {} }))).rows

  beforeEach(async () => {
    database = await freshDatabase(await sharedMongodb({ version: '6.0' }))
    session = await driver().connect()
    rival = await driver().connect()
    await journal().prepare()
    await session.execute(command({ create: 'a' }))
  })
  afterEach(async () => {
    await Promise.all([session.close(), rival.close()])
    await database.drop()
  })

  test('the effect and its entries commit together', async () => {
    await session.transaction(
      async (transaction, append) => {
        await transaction.execute(insert({ _id: 1 }))
        await append([landed(2)])
        expect(await rows()).toEqual([])
        expect(await transaction.countRows(['collection:a'])).toEqual({ 'collection:a': 1 })
      },
      { timeouts, entries: [landed(1)] },
    )
    expect(await rows()).toEqual([{ _id: 1 }])
    expect(await journal().read()).toHaveLength(2)
  })

  test('neither stays when the work fails, and no value of a document is told', async () => {
    await session.execute(
      command({ createIndexes: 'a', indexes: [{ key: { email: 1 }, name: 'email_1', unique: true }] }),
    )
    await session.execute(insert({ _id: 1, email: 'canary@example.org' }))
    const failed = session.transaction(
      async (transaction) => {
        await transaction.execute(insert({ _id: 2 }))
        await transaction.execute({
          ...insert({ _id: 3, email: 'canary@example.org' }),
          at: { file: 'db/a.json', line: 7 },
        })
      },
      { timeouts, entries: [landed(1)] },
    )
    const refused = await refusal(failed)
    expect(refused).toMatchObject({
      code: 'SW-STATEMENT-FAILED',
      kind: 'other',
      message: expect.stringMatching(
        /^db\/a\.json:7: Two documents of \S+\.a have the same key in the unique index email_1 \(email\) \(11000/,
      ),
      details: { code: 11000, file: 'db/a.json', line: 7 },
    })
    expect(JSON.stringify(refused)).not.toContain('canary')
    expect(await rows()).toHaveLength(1)
    expect(await journal().read()).toEqual([])
  })

  test('what is too large for one document is said to be, whoever finds out', async () => {
    const write = (size: number) => driver().checkpoints(session, 'app').write(session, 'plan', 'x'.repeat(size))
    const refused = { message: expect.stringContaining('larger than 16 MB') as string, kind: 'other' }
    expect(await refusal(write(18_000_000))).toMatchObject(refused)
    expect(await refusal(write(16_780_000))).toMatchObject(refused)
  })

  test('what a validator or a conversion refuses is told without its value', async () => {
    const validator = { $jsonSchema: { required: ['total'], properties: { name: { bsonType: 'int' } } } }
    await session.execute(command({ collMod: 'a', validator }))
    const broken = await refusal(session.execute(insert({ _id: 1, name: 'canary' })))
    expect(broken).toMatchObject({ message: expect.stringContaining('breaks the validator of its collection: ') })
    expect(broken.message).toContain('name')
    await session.execute(
      command({ insert: 'a', documents: [{ _id: 2, name: 'canary' }], bypassDocumentValidation: true }),
    )
    const converted = command({ aggregate: 'a', pipeline: [{ $project: { n: { $toInt: '$name' } } }] })
    const increased = command({ update: 'a', updates: [{ q: {}, u: { $inc: { name: 1 } } }] })
    for (const refused of [
      broken,
      await refusal(session.execute(converted)),
      await refusal(session.execute(increased)),
    ])
      expect(JSON.stringify(refused)).not.toContain('canary')
  })

  test('work that swallows a failed statement is not taken for done', async () => {
    await session.execute(insert({ _id: 1 }))
    const swallowed = session.transaction(
      async (transaction) => {
        await transaction.execute(insert({ _id: 1 })).catch(() => undefined)
      },
      { timeouts, entries: [landed(1)] },
    )
    expect(await refusal(swallowed)).toMatchObject({ details: { code: 11000 } })
    expect(await journal().read()).toEqual([])
  })

  test('a rival under the same key conflicts while we work, and is refused once we committed', async () => {
    const attempt = () =>
      refusal(
        rival.transaction((transaction) => transaction.execute(insert({ _id: 9 })), {
          timeouts,
          entries: [landed(2, 1)],
        }),
      )
    await session.transaction(
      async () => {
        expect(await attempt()).toMatchObject({ kind: 'serialization' })
      },
      { timeouts, entries: [landed(1)] },
    )
    expect(await attempt()).toMatchObject({ kind: 'journal-conflict' })
    expect(await rows()).toEqual([])
    expect(await journal().read()).toHaveLength(1)
  })

  test('a command that waits for a lock gives up in time, with who may hold it named', async () => {
    const other = await mongodb({ url: database.url, application: 'reporting' }).connect()
    await other.transaction(
      async (transaction) => {
        await transaction.execute(insert({ _id: 1 }))
        const validating = command({ collMod: 'a', validator: {} })
        const stopping = new AbortController()
        const waiting = refusal(
          session.execute(validating, { timeouts: { ...timeouts, lock: 60_000 }, signal: stopping.signal }),
        )
        // Whoever has a transaction open may be in the way, in whatever database.
        const reporting = { id: other.identity?.id, application: 'reporting' }
        await expect
          .poll(() => driver().blockers(rival, session.identity!), { interval: 20 })
          .toContainEqual(expect.objectContaining({ ...reporting, probable: true, state: 'in a transaction' }))
        expect(await driver().oldest(rival)).toContainEqual(expect.objectContaining(reporting))
        stopping.abort()
        expect(await waiting).toMatchObject({ kind: 'canceled' })
        const late = refusal(session.execute(validating, { timeouts: { ...timeouts, lock: 500 } }))
        expect(await late).toMatchObject({ kind: 'lock-timeout', details: { code: 50 } })
      },
      { timeouts },
    )
    await other.close()
  })

  test('an aborted signal ends the command on the server, an index build with it', async () => {
    // A word is a key: nobody who looks can miss a build of two million.
    const words = Array.from({ length: 100 }, (_, n) => `w${n}`).join(' ')
    await db()
      .collection('a')
      .insertMany(Array.from({ length: 20_000 }, (_, n) => ({ n, words })))
    const stopping = new AbortController()
    const building = refusal(
      session.execute(command({ createIndexes: 'a', indexes: [{ key: { words: 'text' }, name: 'i0' }] }), {
        signal: stopping.signal,
      }),
    )
    await expect.poll(() => driver().workers(rival, 'collection:a'), { interval: 5 }).not.toEqual([])
    stopping.abort()
    expect(await building).toMatchObject({ kind: 'canceled' })
    expect(await session.definitions(['index:a.i0'])).toEqual({ 'index:a.i0': null })
    await expect.poll(() => driver().workers(rival, 'collection:a')).toEqual([])
  })

  test('a transaction that is killed on the server leaves nothing, and a lost commit is said to be one', async () => {
    const { client } = session.native as { client: MongoClient }
    const killed = session.transaction(
      async (transaction) => {
        await transaction.execute(insert({ _id: 1 }))
        const { session: open } = transaction.native as { session: ClientSession }
        await client.db('admin').command({ killSessions: [open.id] })
      },
      { timeouts, entries: [landed(1)] },
    )
    expect(await refusal(killed)).toMatchObject({ kind: 'serialization' })
    expect(await rows()).toEqual([])
    const lost = session.transaction(
      async (transaction) => {
        await transaction.execute(insert({ _id: 2 }))
        await client.close()
      },
      { timeouts, entries: [landed(1)] },
    )
    expect(await refusal(lost)).toMatchObject({ kind: expect.stringMatching(/answer-lost|other/) })
  })

  test('a transaction takes no other inside it, and keeps what the code step sends', async () => {
    await session.transaction(
      async (transaction) => {
        expect(await refusal(transaction.transaction(async () => undefined, { timeouts }))).toMatchObject({
          code: 'SW-TRANSACTION',
        })
      },
      { timeouts },
    )
  })
})

test('a standalone takes entries, each under its keys, and no statement in a transaction', async () => {
  await using database = await freshDatabase(await sharedMongodb({ version: '6.0', nodes: 0 }))
  const driver = mongodb({ url: database.url })
  const session = await driver.connect()
  expect(session.server).toMatchObject({ topology: 'standalone', capabilities: { transactions: 'no' } })
  await driver.journal(session, 'app').prepare()
  await session.transaction(async () => undefined, { timeouts, entries: [landed(1)] })
  const refused = session.transaction((transaction) => transaction.execute(insert({ _id: 1 })), {
    timeouts,
    entries: [landed(2)],
  })
  expect(await refusal(refused)).toMatchObject({ message: expect.stringContaining('no transactions') })
  expect(await driver.journal(session, 'app').read()).toHaveLength(1)
  await session.close()
})
