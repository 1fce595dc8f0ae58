import type { Analysis, Schema, ServerFacts } from '@slipway/core/plugin'
import { Int32 } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { printCommand, updateKeeping, type Command } from '../../src/commands/index.ts'
import { mongodbDialect, violatorsOf } from '../../src/dialect/index.ts'

const dialect = mongodbDialect({ database: 'shop' })
const replicaSet: ServerFacts = {
  flavor: 'mongodb',
  version: '6.0.5',
  versionNumber: 60005,
  topology: 'primary',
  pooled: false,
  settings: {},
  capabilities: { transactions: 'yes' },
}
const alone: ServerFacts = { ...replicaSet, topology: 'standalone', capabilities: { transactions: 'no' } }
const schema: Schema = {
  dialect: 'mongodb',
  objects: { 'collection:a': { kind: 'collection', definition: '{ "create": "a" }', dependsOn: [] } },
}
const none: Schema = { dialect: 'mongodb', objects: {} }

const analyze = (command: Command | string, server = replicaSet, before: Schema | undefined = schema): Analysis => {
  const text = typeof command === 'string' ? command : printCommand(command)
  return dialect.analyze({ text }, { server, ...(before && { schema: before }), preceding: [] })
}
const codes = ({ hazards }: Analysis): readonly string[] => hazards.map(({ code }) => code)
const update = (u: unknown, more: object = { multi: true }): Command => ({
  update: 'a',
  updates: [{ q: {}, u, ...more }],
})

test('commands on documents share a transaction where the server has them', () => {
  const found = analyze(update({ $inc: { n: 1 } }))
  expect(found).toMatchObject({ transaction: 'inside', recovery: 'atomic', needs: ['transactions'], data: 'changes' })
  expect(codes(found)).toEqual(['SW-DATA-CHANGE'])
  expect(analyze({ find: 'a', filter: {} })).toMatchObject({
    transaction: 'inside',
    data: 'reads',
    reverse: { kind: 'nothing' },
  })
  expect(analyze({ find: 'a', filter: {} }, alone)).toMatchObject({ transaction: 'outside', recovery: 'repeatable' })
})

test('indexes of a collection that the plan makes are undone by their names, whatever it is called by then', () => {
  const analysesOf = (...texts: readonly string[]): readonly Analysis[] => {
    const context = { server: replicaSet, schema: none }
    const preceding: Analysis[] = []
    for (const text of texts) preceding.push(dialect.analyze({ text }, { ...context, preceding: [...preceding] }))
    return preceding
  }
  const reverseOf = (...texts: readonly string[]): Analysis['reverse'] | undefined =>
    analysesOf(...texts).at(-1)?.reverse
  const index = (collection: string, ...names: readonly string[]): string =>
    JSON.stringify({ createIndexes: collection, indexes: names.map((name) => ({ key: { [name]: 1 }, name })) })
  const dropped = (collection: string, name: string): Analysis['reverse'] => ({
    kind: 'statements',
    statements: [`{ "dropIndexes": "${collection}", "index": "${name}" }`],
    class: 'exact',
  })
  const create = '{ "create": "t" }'
  expect(reverseOf(index('t', 'x'))).toEqual({ kind: 'at-apply' })
  expect(reverseOf(create, index('t', 'x'))).toEqual(dropped('t', 'x'))
  expect(analysesOf(create, index('t', 'x')).at(-1)?.locks).toMatchObject([{ object: 'index:t.x' }])
  expect(reverseOf(create, index('t', 'x'), index('t', 'x', 'y'))).toEqual(dropped('t', 'y'))
  const renamed = [create, index('t', 'x'), '{ "renameCollection": "t", "to": "u" }']
  expect(reverseOf(...renamed, index('u', 'x'))).toEqual({ kind: 'nothing' })
  expect(reverseOf(...renamed, index('t', 'x'))).toEqual({ kind: 'at-apply' })
  expect(reverseOf(create, index('t', 'x'), '{ "drop": "t" }', create, index('t', 'x'))).toEqual(dropped('t', 'x'))
})

describe('without transactions, an update is repeatable by its form or not at all', () => {
  const byId = { q: { _id: 5 }, u: { $set: { a: 1 } } }
  const repeatable: readonly Command[] = [
    update({ $set: { a: 1 } }),
    update({ $unset: { a: '' }, $min: { b: 1 }, $addToSet: { c: 1 } }),
    update({ $rename: { a: 'b' } }),
    update([{ $set: { full: { $concat: ['$first', ' ', '$last'] } } }]),
    update([{ $set: { full: '$first' } }, { $unset: 'other' }]),
    { update: 'a', updates: [byId] },
    { update: 'a', updates: [{ q: { _id: 5 }, u: { x: 1 }, upsert: true }] },
    updateKeeping('a', { key: 'V1', set: { n: { $add: ['$n', 1] } } }),
    { delete: 'a', deletes: [{ q: { n: 1 }, limit: 0 }] },
    { aggregate: 'a', pipeline: [{ $match: {} }, { $merge: { into: 'b', whenMatched: 'replace' } }] },
    { aggregate: 'a', pipeline: [{ $match: {} }, { $out: 'b' }] },
  ]
  const unknowable: readonly Command[] = [
    update({ $inc: { n: 1 } }),
    update({ $push: { n: 1 } }),
    update({ $set: { a: 1 } }, {}),
    update({ $set: { a: 1 } }, { multi: true, upsert: true }),
    update({ $rename: { a: 'b', b: 'c' } }),
    update({ $rename: { a: 'b' }, $set: { b: 1 } }),
    update([{ $set: { n: { $add: ['$n', 1] } } }]),
    update([{ $set: { 'a.b': '$a' } }]),
    update([{ $set: { at: '$$NOW' } }]),
    update([{ $set: { r: { $rand: {} } } }]),
    update([{ $set: { was: '$$ROOT' } }]),
    { update: 'a', updates: [byId, byId] },
    { update: 'a', updates: [{ q: { _id: { $gt: 1 } }, u: { $set: { a: 1 } } }] },
    { insert: 'a', documents: [{ _id: 1 }] },
    { delete: 'a', deletes: [{ q: { n: 1 }, limit: 1 }] },
    { findAndModify: 'a', query: {}, update: { $set: { n: 1 } } },
    { aggregate: 'a', pipeline: [{ $merge: { into: 'a' } }] },
    { aggregate: 'a', pipeline: [{ $merge: { into: 'b', whenMatched: [{ $set: { n: 1 } }] } }] },
    { aggregate: 'a', pipeline: [{ $lookup: { from: 'b', as: 'x', pipeline: [] } }, { $out: 'b' }] },
    { aggregate: 'a', pipeline: [{ $project: { n: 1, _id: 0 } }, { $merge: 'b' }] },
    { aggregate: 'a', pipeline: [{ $sample: { size: 5 } }, { $out: 'b' }] },
  ]
  test.each(repeatable.map((command) => [printCommand(command)]))('repeatable %s', (text) => {
    expect(analyze(text, alone)).toMatchObject({ transaction: 'outside', recovery: 'repeatable' })
  })
  test.each(unknowable.map((command) => [printCommand(command)]))('unknowable %s', (text) => {
    expect(analyze(text, alone)).toMatchObject({ transaction: 'outside', recovery: 'unknowable' })
  })
})

test('copies run outside, and replacing what is there is a loss', () => {
  const out = { aggregate: 'b', pipeline: [{ $out: 'a' }] }
  expect(codes(analyze(out))).toEqual(['SW-DATA-LOSS'])
  expect(analyze(out)).toMatchObject({
    verb: 'out',
    transaction: 'outside',
    data: 'destroys',
    reverse: { kind: 'at-apply' },
  })
  expect(dialect.reverse({ text: printCommand(out) }, schema)).toMatchObject({ kind: 'impossible' })
  expect(dialect.reverse({ text: printCommand(out) }, none)).toEqual({
    kind: 'statements',
    statements: ['{ "drop": "a" }'],
    class: 'exact',
  })
  expect(analyze({ aggregate: 'a', pipeline: [{ $out: { db: 'other', coll: 'x' } }] })).toMatchObject({
    scope: 'wider',
  })
})

test('what destroys documents stops, unless the plan itself made them', () => {
  expect(codes(analyze({ drop: 'a' }))).toEqual(['SW-DATA-LOSS'])
  expect(codes(analyze({ drop: 'a' }, replicaSet, none))).toEqual([])
  expect(codes(analyze({ delete: 'a', deletes: [{ q: {}, limit: 0 }] }))).toEqual(['SW-DATA-LOSS'])
  const made = analyze({ create: 'b' })
  const dropped = dialect.analyze({ text: '{ "drop": "b" }' }, { server: replicaSet, schema, preceding: [made] })
  expect(codes(dropped)).toEqual([])
  expect(codes(analyze({ renameCollection: 'b', to: 'a', dropTarget: true }))).toEqual(['SW-DATA-LOSS'])
})

test('a TTL is said', () => {
  const ttl = { createIndexes: 'a', indexes: [{ key: { at: 1 }, name: 'at', expireAfterSeconds: 5 }] }
  expect(codes(analyze(ttl))).toEqual(['SW-MONGO-TTL'])
  expect(codes(analyze({ collMod: 'a', index: { name: 'at', expireAfterSeconds: 5 } }))).toEqual(['SW-MONGO-TTL'])
})

test('a validator that becomes strict is looked into, also one that was there', () => {
  const filter = (command: Command, before: string | null): unknown =>
    violatorsOf({ text: printCommand(command) }, before)?.filter
  const mild = '{ "validator": { "n": 1 }, "validationLevel": "moderate", "validationAction": "error" }'
  const strict = '{ "validator": { "n": 1 }, "validationLevel": "strict", "validationAction": "error" }'
  const found = { $nor: [{ n: new Int32(1) }] }
  expect(filter({ collMod: 'a', validator: { n: 1 } }, null)).toEqual(found)
  expect(filter({ collMod: 'a', validationLevel: 'strict' }, mild)).toEqual(found)
  expect(filter({ collMod: 'a', validator: { n: 1 } }, mild)).toBeUndefined()
  expect(filter({ collMod: 'a', validationAction: 'warn' }, strict)).toBeUndefined()
  expect(filter({ collMod: 'a', validator: {} }, strict)).toBeUndefined()
  expect(filter({ collMod: 'a', index: { name: 'x', hidden: true } }, strict)).toBeUndefined()
})

test('what a command needs of the server is named', () => {
  const needs = (command: Command): readonly string[] => analyze(command).needs ?? []
  expect(needs({ create: 'b', validator: { n: 1 } })).toEqual(['validators'])
  expect(needs({ create: 'b', clusteredIndex: { key: { _id: 1 }, unique: true } })).toEqual(['clustered'])
  expect(needs({ create: 'b', timeseries: { timeField: 'at' } })).toEqual(['timeseries'])
  expect(needs({ collMod: 'a', index: { name: 'x', unique: true } })).toEqual(['prepareUnique'])
  expect(needs({ aggregate: 'a', pipeline: [{ $merge: 'b' }] })).toEqual(['merge'])
})

test('a rename keeps to its database unless it says otherwise', () => {
  expect(analyze({ renameCollection: 'a', to: 'b' })).toMatchObject({ scope: 'database' })
  expect(analyze({ renameCollection: 'shop.a', to: 'shop.b' })).toMatchObject({
    objects: [{ id: 'collection:a', effect: 'rename', to: 'collection:b' }],
    reverse: { statements: ['{ "renameCollection": "b", "to": "a" }'] },
  })
  expect(analyze({ renameCollection: 'shop.a', to: 'old.a' })).toMatchObject({ scope: 'wider', recovery: 'unknowable' })
})

test('what is not known is run as it is and said to be not understood', () => {
  const found = analyze({ creat: 'a' })
  expect(found).toMatchObject({
    opaque: true,
    recovery: 'unknowable',
    transaction: 'outside',
    reverse: { kind: 'impossible' },
  })
  expect(found.hazards[0]?.message).toContain('Did you mean "create"?')
  expect(analyze({ createUser: 'x', pwd: 'y', roles: [] })).toMatchObject({ scope: 'wider' })
  expect(analyze({ dropDatabase: 1 })).toMatchObject({ opaque: true, data: 'destroys' })
})

test.each([
  ['{ "create": 1 }', 'names no collection'],
  ['{ "createIndexes": "a" }', 'lists no "indexes"'],
  ['{ "createIndexes": "a", "indexes": [{ "key": { "x": 1, "y": -1 } }] }', 'no "name"'],
  ['{ "createIndexes": "a", "indexes": [{ "name": "x" }] }', 'no "key"'],
  ['{ "dropIndexes": "a" }', 'which "index"'],
  ['{ "collMod": "a", "index": { "hidden": true } }', 'neither "name" nor "keyPattern"'],
  ['{ "update": "a", "updates": [{ "q": {} }] }', '"u", the change'],
  ['{ "delete": "a", "deletes": [{ "q": {} }] }', '"limit"'],
  ['{ "insert": "a" }', 'lists no "documents"'],
  ['{ "aggregate": "a" }', 'no "pipeline"'],
  ['{ "renameCollection": "a" }', 'needs the collection and "to"'],
])('%s is refused before it is sent', (text, what) => {
  const at = { file: 'm.ejson', line: 7, column: 3 }
  const refused = (): unknown => dialect.analyze({ text, at }, { server: replicaSet, preceding: [] })
  expect(refused).toThrow(expect.objectContaining({ code: 'SW-SYNTAX', details: { file: 'm.ejson', line: 7 } }))
  expect(refused).toThrow(what)
})

test('a write whose errors nobody would hear of is refused', () => {
  const silent = { insert: 'a', documents: [{ _id: 1 }], writeConcern: { w: 0 } }
  expect(() => analyze(silent, alone)).toThrow(expect.objectContaining({ code: 'SW-SYNTAX' }))
  expect(analyze({ ...silent, writeConcern: { w: 1 } }, alone)).toMatchObject({ data: 'adds' })
})

test('a collection that was there before is not taken away by undoing its create', () => {
  expect(analyze({ create: 'a' }).reverse).toEqual({ kind: 'nothing' })
  expect(analyze({ create: 'b' }).reverse).toMatchObject({ kind: 'statements' })
})
