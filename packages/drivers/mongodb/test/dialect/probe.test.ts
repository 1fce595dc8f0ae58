/* oxlint-disable unicorn/no-thenable -- the contract names what follows a remedy "then" */
import type { Definitions, Probe } from '@slipway/core/plugin'
import { describe, expect, test } from 'vitest'
import { createIndexes, dropIndexes, printCommand, setValidator, type Command } from '../../src/commands/index.ts'
import { indexText } from '../../src/dialect/catalog/collection-objects.ts'
import { mongodbDialect } from '../../src/dialect/index.ts'

const dialect = mongodbDialect({ database: 'shop' })
const probe = (command: Command, before: Definitions, now: Definitions): Probe =>
  dialect.probe({ text: printCommand(command) }, before, now)
const index = (name: string, building = false, more: object = {}): string =>
  indexText({ spec: { v: 2, key: { [name]: 1 }, name, ...more }, building })

describe('several indexes at once', () => {
  const command = createIndexes('a', [
    { key: { x: 1 }, name: 'x' },
    { key: { y: 1 }, name: 'y' },
  ])
  const none = { 'index:a.x': null, 'index:a.y': null }

  test('listed and still building is not landed', () => {
    const found = probe(command, none, { 'index:a.x': index('x'), 'index:a.y': index('y', true) })
    expect(found).toMatchObject({
      outcome: 'partial',
      remedy: { statements: ['{ "dropIndexes": "a", "index": ["y", "x"] }'], then: 'rerun' },
    })
  })

  test('one there and one not is partial, and only what is ours is taken away', () => {
    expect(probe(command, none, { ...none, 'index:a.x': index('x') })).toMatchObject({
      outcome: 'partial',
      remedy: { statements: ['{ "dropIndexes": "a", "index": "x" }'], then: 'rerun' },
    })
    const had = { ...none, 'index:a.x': index('x') }
    expect(probe(command, had, had)).toMatchObject({ outcome: 'absent' })
    expect(probe(command, had, { ...had, 'index:a.y': index('y') })).toMatchObject({ outcome: 'landed' })
  })

  test('another index of that name, or one that was not read, is not decided on', () => {
    const other = { 'index:a.x': index('x', false, { unique: true }), 'index:a.y': index('y') }
    expect(probe(command, none, other)).toMatchObject({ outcome: 'unknown' })
    expect(probe(command, none, {})).toMatchObject({ outcome: 'unknown' })
  })
})

test('a text index is known by its fields', () => {
  const stored = (weights: object): Definitions => ({
    'index:a.t': indexText({ spec: { key: { n: 1, _fts: 'text', _ftsx: 1 }, name: 't', weights }, building: false }),
  })
  const command = createIndexes('a', [{ key: { n: 1, title: 'text' }, name: 't' }])
  expect(probe(command, { 'index:a.t': null }, stored({ title: 1 }))).toMatchObject({ outcome: 'landed' })
  expect(probe(command, { 'index:a.t': null }, stored({ text: 1 }))).toMatchObject({ outcome: 'unknown' })
})

test('a drop of several that stopped halfway is finished', () => {
  const before = { 'index:a.x': index('x'), 'index:a.y': index('y') }
  expect(probe(dropIndexes('a', 'x', 'y'), before, { ...before, 'index:a.x': null })).toMatchObject({
    outcome: 'partial',
    remedy: { statements: ['{ "dropIndexes": "a", "index": "y" }'], then: 'landed' },
  })
  expect(probe(dropIndexes('a', 'x', 'y'), before, { ...before, 'index:a.x': index('x', true) })).toMatchObject({
    outcome: 'unknown',
  })
})

test('a collection that is neither as before nor as set is put back before the command runs again', () => {
  const validator = (n: number): string =>
    `{ "validator": { "n": ${n} }, "validationLevel": "strict", "validationAction": "error" }`
  const of = (n: number): Definitions => ({ 'collection:a': '{ "create": "a" }', 'validator:a': validator(n) })
  const command = setValidator('a', { validator: { n: 2 } })
  expect(probe(command, of(1), of(2))).toMatchObject({ outcome: 'landed' })
  expect(probe(command, of(1), of(1))).toMatchObject({ outcome: 'absent' })
  expect(probe(command, of(1), of(3))).toMatchObject({
    outcome: 'partial',
    remedy: {
      statements: [
        '{ "collMod": "a", "validator": { "n": 1 }, "validationLevel": "strict", "validationAction": "error" }',
      ],
      then: 'rerun',
    },
  })
})

test.each<readonly [Command, Definitions, Definitions]>([
  [{ create: 'a' }, { 'collection:a': '{ "create": "a" }' }, { 'collection:a': '{ "create": "a", "capped": true }' }],
  [
    { drop: 'a' },
    { 'collection:a': '{ "create": "a" }', 'view:a': null },
    { 'collection:a': '{ "create": "a", "capped": true }', 'view:a': null },
  ],
  [
    { renameCollection: 'a', to: 'b' },
    { 'collection:a': 'x', 'collection:b': null },
    { 'collection:a': null, 'collection:b': null },
  ],
  [{ dropIndexes: 'a', index: '*' }, { 'indexes:a': '[]' }, { 'indexes:a': null }],
  [{ insert: 'a', documents: [{ _id: 1 }] }, {}, {}],
  [{ convertToCapped: 'a', size: 1 }, {}, {}],
])('%j is not decided on where the catalog does not tell', (command, before, now) => {
  expect(probe(command, before, now)).toMatchObject({ outcome: 'unknown' })
})

const a = { 'collection:a': '{ "create": "a" }' }

test.each<readonly [Command, Definitions]>([
  [{ collMod: 'a', validatorr: {} }, a],
  [
    { collMod: 'a', validationLevel: 'strict' },
    { 'collection:a': null, 'validator:a': null },
  ],
  [
    { collMod: 'a', index: { name: 'x', unique: true }, dryRun: true },
    { ...a, 'indexes:a': `[${index('x')}]` },
  ],
  [{ drop: 'a' }, { 'collection:a': null, 'view:a': null }],
  [dropIndexes('a', 'typo'), { 'index:a.typo': null }],
  [dropIndexes('a', 'x', 'typo'), { 'index:a.x': index('x'), 'index:a.typo': null }],
  [{ dropIndexes: 'a', index: { typo: 1 } }, { 'indexes:a': `[${index('x')}]` }],
  [createIndexes('a', [{ key: { x: 1 }, name: 'x' }]), { 'index:a.x': index('x') }],
  [{ create: 'a' }, a],
])('%j, refused by the server, is not taken for one that took effect', (command, same) => {
  expect(probe(command, same, same)).toMatchObject({ outcome: 'absent' })
})

test('an index that is not in working order is named, with its cure', () => {
  const found = dialect.ailments({
    dialect: 'mongodb',
    objects: {
      'index:a.x': { kind: 'index', definition: index('x', true), dependsOn: [] },
      'index:a.y': { kind: 'index', definition: index('y', false, { prepareUnique: true }), dependsOn: [] },
      'index:a.z': { kind: 'index', definition: index('z', false, { unique: true }), dependsOn: [] },
    },
  })
  expect(found.map(({ object }) => object)).toEqual(['index:a.x', 'index:a.y'])
  expect(found[1]?.cure).toContain('{ "collMod": "a", "index": { "name": "y", "prepareUnique": false } }')
})
