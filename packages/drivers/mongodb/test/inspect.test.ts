import { freshDatabase, sharedMongodb, type FreshDatabase } from '@slipway/testkit'
import { Decimal128, type Db } from 'mongodb'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Session } from '@slipway/core/plugin'
import { mongodb } from '../src/index.ts'
import { command } from './fixtures/values.ts'

describe.each([
  ['6.0', 1],
  ['4.4', 1],
  ['6.0', 3],
] as const)('what MongoDB %s with %i members says', (version, nodes) => {
  let database: FreshDatabase
  let session: Session
  const db = (): Db => (session.native as { db: Db }).db

  beforeEach(async () => {
    database = await freshDatabase(await sharedMongodb({ version, nodes }))
    session = await mongodb({ url: database.url }).connect()
  })
  afterEach(async () => {
    await session.close()
    await database.drop()
  })

  test('the schema, twice the same, key order kept', async () => {
    await session.execute(
      command({
        create: 'orders',
        validator: { $jsonSchema: { required: ['total'], properties: { total: { bsonType: 'decimal' } } } },
        validationLevel: 'moderate',
        collation: { locale: 'de' },
      }),
    )
    await session.execute(
      command({
        createIndexes: 'orders',
        indexes: [
          { key: { b: 1, a: -1 }, name: 'b_a', unique: true, partialFilterExpression: { a: { $gt: 1 } } },
          { key: { at: 1 }, name: 'at ttl', expireAfterSeconds: 60 },
          { key: { '$**': 1 }, name: 'all', wildcardProjection: { secret: 0 } },
          { key: { place: '2dsphere' }, name: 'place' },
          { key: { text: 'text' }, name: 'words', default_language: 'german', collation: { locale: 'simple' } },
        ],
      }),
    )
    await session.execute(command({ create: 'fs.files', capped: true, size: 4096 }))
    await session.execute(command({ create: 'recent', viewOn: 'orders', pipeline: [{ $sort: { at: -1, _id: 1 } }] }))
    const schema = await session.inspect()
    expect(await session.inspect()).toEqual(schema)
    expect(Object.keys(schema.objects)).toEqual([
      'collection:"fs.files"',
      'collection:orders',
      'index:orders."at ttl"',
      'index:orders.all',
      'index:orders.b_a',
      'index:orders.place',
      'index:orders.words',
      'validator:orders',
      'view:recent',
    ])
    const text = (id: string): string => schema.objects[id]?.definition ?? ''
    expect(text('index:orders.b_a')).toContain('"key": { "b": 1, "a": -1 }')
    expect(text('validator:orders')).toContain('"validationLevel": "moderate"')
    expect(text('collection:orders')).toContain('"locale": "de"')
    expect(text('view:recent')).toContain('[{ "$sort": { "at": -1, "_id": 1 } }]')
    const asked = [...Object.keys(schema.objects), 'index:orders.nope', 'collection:nope']
    expect(await session.definitions(asked)).toEqual({
      ...Object.fromEntries(Object.entries(schema.objects).map(([id, { definition }]) => [id, definition])),
      'index:orders.nope': null,
      'collection:nope': null,
    })
  })

  test('rows and sizes, and contents in whatever order', async () => {
    const documents = [
      { _id: 1, n: 1, text: 'é', inner: { a: 1, b: 2 } },
      { _id: 2, n: Decimal128.fromString('1.0'), list: [1, { c: null }] },
      { _id: 3, at: new Date(0) },
    ]
    await db().collection<{ _id: number }>('a').insertMany(documents)
    await db().collection<{ _id: number }>('b').insertMany(documents.toReversed())
    await db()
      .collection<{ _id: number }>('b')
      .updateOne({ _id: 1 }, [{ $unset: 'text' }])
    const sums = async () => session.contentChecksums(['collection:a', 'collection:b', 'collection:nope'])
    const changed = await sums()
    expect(Object.keys(changed)).toEqual(['collection:a', 'collection:b'])
    expect(changed['collection:b']).not.toBe(changed['collection:a'])
    // A field that comes back stands last, which has no meaning; that its embedded document is turned round has one.
    await db()
      .collection<{ _id: number }>('b')
      .updateOne({ _id: 1 }, { $set: { text: 'é' } })
    const same = await sums()
    expect(same['collection:b']).toBe(same['collection:a'])
    await db()
      .collection<{ _id: number }>('b')
      .updateOne({ _id: 1 }, { $set: { inner: { b: 2, a: 1 } } })
    expect((await sums())['collection:b']).not.toBe(same['collection:a'])
    expect(await session.countRows(['collection:a', 'collection:nope'])).toEqual({ 'collection:a': 3 })
    expect(await session.stats(['collection:a', 'index:a._id_', 'collection:nope'])).toMatchObject({
      'collection:a': { rows: 3 },
      'index:a._id_': { rows: 3 },
    })
  })

  test('an index is there once every member has built it', async () => {
    await db()
      .collection('a')
      .insertMany(Array.from({ length: 20_000 }, (_, n) => ({ text: `${n}`.repeat(10) })))
    await session.execute(command({ createIndexes: 'a', indexes: [{ key: { text: 1 }, name: 'text' }] }))
    expect((await session.definitions(['index:a.text']))['index:a.text']).not.toContain('building')
  })

  test('documents that a validator would refuse are counted, and named by their ids', async () => {
    await db()
      .collection<{ _id: unknown }>('a')
      .insertMany([{ _id: 1 }, { _id: 'x' }, { _id: 3, n: 'canary' }] as never[])
    const strict = command({ collMod: 'a', validator: { $jsonSchema: { required: ['n'] } } })
    expect(await session.hazards!(strict)).toEqual([
      {
        code: 'SW-MONGO-VIOLATORS',
        severity: 'stop',
        object: 'collection:a',
        message: '2 documents of a break the validator and can then not be updated any more: _id 1, "x"',
      },
    ])
    const moderate = { collMod: 'a', validator: { $jsonSchema: { required: ['n'] } }, validationLevel: 'moderate' }
    expect(await session.hazards!(command(moderate))).toEqual([])
    await session.execute(command(moderate))
    expect(await session.hazards!(command({ collMod: 'a', validationLevel: 'strict' }))).toMatchObject([
      { code: 'SW-MONGO-VIOLATORS', severity: 'stop' },
    ])
    expect(
      await session.hazards!(command({ collMod: 'a', validator: { $jsonSchema: { bsonType: 'object' } } })),
    ).toEqual([])
  })
})
