import type { MongodbVersion } from '@slipway/testkit'
import type { Command } from '../../src/commands/index.ts'
import {
  createCollection,
  createIndex,
  createIndexes,
  createView,
  dropCollection,
  dropIndex,
  dropIndexes,
  hideIndex,
  makeUnique,
  removeValidator,
  renameCollection,
  setTtl,
  setValidator,
} from '../../src/commands/index.ts'

/** A command that changes definitions, over what it finds. */
export interface Case {
  readonly id: string
  readonly given?: readonly Command[]
  readonly when: Command
  /** What its derived undo claims; default `exact`. */
  readonly class?: 'schema-only'
  /** The first version that has it. */
  readonly since?: MongodbVersion
}

const orders = createCollection('orders')
const adults = { jsonSchema: { bsonType: 'object', required: ['age'], properties: { age: { minimum: 18 } } } } as const
const [prepared = {}, tried = {}, unique = {}] = makeUnique('orders', 'email_1')
const email = createIndex('orders', { email: 1 })

/** Every command that a look at the catalog can tell about. */
export const cases: readonly Case[] = [
  { id: 'create collection', when: orders },
  { id: 'create collection with a validator', when: createCollection('orders', { ...adults, level: 'moderate' }) },
  { id: 'create capped collection', when: createCollection('log', { capped: { size: 4096, max: 10 } }) },
  {
    id: 'create clustered collection',
    since: '6.0',
    when: createCollection('facts', { clustered: { name: 'by id' } }),
  },
  {
    id: 'create time series',
    since: '5.0',
    when: createCollection('heat', { timeseries: { timeField: 'at', metaField: 'of', granularity: 'minutes' } }),
  },
  { id: 'create collection with an odd name', when: createCollection('fs.files "ü" 1') },
  { id: 'create view', given: [orders], when: createView('recent', 'orders', [{ $match: { n: { $gt: 5 } } }]) },
  { id: 'create index', given: [orders], when: email },
  { id: 'create index makes its collection', when: email },
  { id: 'create index that is there', given: [orders, email], when: email },
  {
    id: 'create several, one of them there',
    given: [orders, email],
    when: createIndexes('orders', [{ key: { email: 1 } }, { key: { n: -1, 'a.b': 1 }, sparse: true }]),
  },
  {
    id: 'create indexes of every kind',
    given: [orders],
    when: createIndexes('orders', [
      { key: { a: 1, b: -1 }, unique: true },
      { key: { c: 1 }, partial: { c: { $gt: 5 } }, collation: { locale: 'de', strength: 2 } },
      { key: { at: 1 }, expireAfterSeconds: 3600 },
      { key: { text: 'text', title: 'text' }, weights: { title: 3 }, defaultLanguage: 'german' },
      { key: { place: '2dsphere' } },
      { key: { h: 'hashed' } },
      { key: { '$**': 1 }, wildcardProjection: { w: 1 } },
      { key: { hid: 1 }, hidden: true, name: 'a hidden.one' },
    ]),
  },
  { id: 'drop index by name', given: [orders, email], when: dropIndexes('orders', 'email_1') },
  { id: 'drop index by key', given: [orders, email], when: dropIndex('orders', { email: 1 }) },
  {
    id: 'drop several indexes',
    given: [orders, email, createIndex('orders', { n: 1 }), createIndex('orders', { m: 1 })],
    when: dropIndexes('orders', 'email_1', 'n_1'),
  },
  {
    id: 'drop all indexes',
    given: [
      orders,
      email,
      createIndexes('orders', [
        { key: { a: 1, b: -1 }, unique: true },
        { key: { c: 1 }, partial: { c: { $gt: 5 } }, collation: { locale: 'de', strength: 2 } },
        { key: { text: 'text', title: 'text' }, weights: { title: 3 }, defaultLanguage: 'german' },
        { key: { place: '2dsphere' } },
        { key: { '$**': 1 }, wildcardProjection: { w: 1 } },
      ]),
    ],
    when: dropIndexes('orders', '*'),
  },
  { id: 'add validator', given: [orders], when: setValidator('orders', adults) },
  {
    id: 'replace validator',
    given: [createCollection('orders', { validator: { n: { $type: 'int' } }, level: 'moderate', action: 'warn' })],
    when: setValidator('orders', { ...adults, action: 'error', level: 'strict' }),
  },
  { id: 'remove validator', given: [createCollection('orders', adults)], when: removeValidator('orders') },
  {
    id: 'change level only',
    given: [createCollection('orders', adults)],
    when: setValidator('orders', { level: 'moderate' }),
  },
  { id: 'hide index', given: [orders, email], when: hideIndex('orders', 'email_1') },
  {
    id: 'change TTL',
    given: [orders, createIndex('orders', { at: 1 }, { expireAfterSeconds: 60 })],
    when: setTtl('orders', 'at_1', 120),
  },
  { id: 'give TTL', since: '6.0', given: [orders, email], when: setTtl('orders', 'email_1', 120) },
  { id: 'prepare unique', since: '6.0', given: [orders, email], when: prepared },
  { id: 'try unique', since: '6.0', given: [orders, email, prepared], when: tried },
  { id: 'make unique', since: '6.0', given: [orders, email, prepared], when: unique },
  {
    id: 'change view',
    given: [orders, createView('recent', 'orders', [])],
    when: { collMod: 'recent', viewOn: 'orders', pipeline: [{ $match: { n: 1 } }] },
  },
  {
    id: 'take pre-images',
    since: '6.0',
    given: [orders],
    when: { collMod: 'orders', changeStreamPreAndPostImages: { enabled: true } },
  },
  {
    id: 'resize capped',
    since: '6.0',
    given: [createCollection('log', { capped: { size: 4096 } })],
    when: { collMod: 'log', cappedSize: 8192, cappedMax: 50 },
  },
  {
    id: 'expire clustered',
    since: '6.0',
    given: [createCollection('facts', { clustered: {}, expireAfterSeconds: 500 })],
    when: { collMod: 'facts', expireAfterSeconds: 100 },
  },
  {
    id: 'drop collection',
    given: [createCollection('orders', adults), email, createIndex('orders', { n: 1 }, { unique: true, sparse: true })],
    when: dropCollection('orders'),
    class: 'schema-only',
  },
  { id: 'drop view', given: [orders, createView('recent', 'orders', [])], when: dropCollection('recent') },
  {
    id: 'rename collection',
    given: [createCollection('orders', adults), email],
    when: renameCollection('orders', 'purchases'),
  },
]
