import { describe, expect, test } from 'vitest'
import { only, project } from './project.ts'

test('files in version order, with their undo and repeatables last', async () => {
  const migrations = await project({
    'migrations/V10__ten.json': '{"create":"ten"}',
    'migrations/V9__nine.ejson': '{"create":"nine"}',
    'migrations/U9__nine.ejson': '{"drop":"nine"}',
    'migrations/V10__ten.down.json': '// nothing to undo',
    'migrations/R__views.ejson': '{"collMod":"v","viewOn":"a","pipeline":[]}',
    'migrations/sub/V9.5__between.ejson': '',
    'migrations/readme.md': 'V1',
    'migrations/helpers.ts': 'export const x = 1',
  }).load()
  expect(migrations.map(({ id, down, repeatable }) => [id, down?.length, repeatable])).toEqual([
    ['V9', 1, false],
    ['V9.5', undefined, false],
    ['V10', 0, false],
    ['R__views', undefined, true],
  ])
  expect(migrations[0]).toMatchObject({
    title: 'nine',
    up: [{ kind: 'statement', text: '{ "create": "nine" }', at: { file: 'migrations/V9__nine.ejson', line: 1 } }],
    location: { file: 'migrations/V9__nine.ejson', line: 1 },
    downLocation: { file: 'migrations/U9__nine.ejson', line: 1 },
  })
})

test('comments mean what they mean in SQL files', async () => {
  const migration = await only(`// reason: support filters orders by state
// tags: orders, support
// after: V0
// transaction: never
// slipway:allow SW-OPAQUE speaks for the whole file: a blank line follows

[
  { "create": "orders" },
  // slipway:allow SW-DATA-LOSS exported
  { "drop": "notes" }, // slipway:allow SW-MONGO-TTL none is old
  // slipway:gate readers-deployed every reader must know it
  // slipway:assert no order without a status
  { "find": "orders", "filter": { "status": null } }
]
// slipway:backfill chunk=1000
{ "update": "orders",
  "updates": [{ "q": {}, "u": { "$set": { "s": "{ // no comment" } }, "multi": true }] }
`)
  expect(migration).toMatchObject({
    reason: 'support filters orders by state',
    tags: ['orders', 'support'],
    after: ['V0'],
    transaction: 'never',
    allow: [{ code: 'SW-OPAQUE', at: { line: 5 } }],
    up: [
      { kind: 'statement', at: { line: 8, column: 3 } },
      {
        kind: 'statement',
        allow: [
          { code: 'SW-DATA-LOSS', reason: 'exported' },
          { code: 'SW-MONGO-TTL', reason: 'none is old' },
        ],
      },
      { kind: 'gate', gate: 'readers-deployed' },
      { kind: 'assert', message: 'no order without a status' },
      { kind: 'backfill', options: { chunk: '1000' }, at: { line: 16, column: 1 } },
    ],
  })
})

test('an irreversible migration states it, in either file', async () => {
  expect(await only('// slipway:irreversible the old shape is gone\n{ "drop": "a" }')).toMatchObject({ down: null })
  const [migration] = await project({
    'migrations/V1__a.ejson': '{ "drop": "a" }',
    'migrations/U1__a.ejson': '// slipway:irreversible gone is gone',
  }).load()
  expect(migration?.down).toBeNull()
})

test('checksums do not hang on line ends, and do on the text', async () => {
  const of = async (text: string): Promise<string> => (await only(text)).checksum
  expect(await of('{ "create":\r\n "a" }\r\n')).toBe(await of('\uFEFF{ "create":\n "a" }\n'))
  expect(await of('{ "create": "a" }')).not.toBe(await of('{ "create": "b" }'))
})

describe('what cannot be read is refused, naming the file and the place', () => {
  const cases: readonly (readonly [text: string, code: string, place: string, what: string])[] = [
    ['{ "create": "a"\n  "b": 1 }', 'SW-SYNTAX', ':2:3', 'expected , or }'],
    ['// slipway:alow SW-OPAQUE x\n{ "a": 1 }', 'SW-SYNTAX', ':1', 'did you mean slipway:allow'],
    ['{ "a": /* slipway:allow SW-OPAQUE x */ 1 }', 'SW-SYNTAX', ':1', 'inside a command'],
    ['{ "a": 1 }\n// slipway:assert x', 'SW-SYNTAX', ':2', 'no command follows'],
    ['// slipway:assert x\n{ "drop": "a" }', 'SW-SYNTAX', ':1', 'not a query'],
    ['// slipway:backfill a=b\n{ "drop": "a" }', 'SW-SYNTAX', ':1', 'not an "update"'],
    ['// slipway:idempotent\n{ "drop": "a" }', 'SW-SYNTAX', ':1', 'no meaning'],
    ['// slipway:irreversible\n{ "drop": "a" }', 'SW-SYNTAX', ':1', '// slipway:irreversible why'],
  ]
  test.each(cases)('%s', async (text, code, place, what) => {
    const error = await project({ 'migrations/V1__one.ejson': text }).refusal()
    expect(error.code).toBe(code)
    expect(error.message).toContain(`migrations/V1__one.ejson${place}`)
    expect(`${error.message} ${error.hint}`).toContain(what)
  })
})

test.each([
  [{ 'V1__a.ejson': '', 'V01__b.ejson': '' }, 'SW-DUPLICATE', 'one version'],
  [{ 'V1__a.ejson': '', 'U1__a.ejson': '', 'V1__a.down.ejson': '' }, 'SW-DUPLICATE', 'one version'],
  [{ 'V1__a.ejson': '', 'U2__a.ejson': '' }, 'SW-SYNTAX', 'there is no V2__'],
  [{ 'V1__a.ejson': '', 'V2_b.ejson': '' }, 'SW-SYNTAX', 'its name is not one'],
  [{ 'V1__a.ejson': '', 'V2__b.sql': '' }, 'SW-SYNTAX', 'its name is not one'],
  [{ 'V1__a.ejson': '', '20260101000000-b.js': 'export const up = 1' }, 'SW-CONFIG', 'As many files'],
])('%j is refused', async (files, code, what) => {
  const named = Object.fromEntries(Object.entries(files).map(([name, text]) => [`migrations/${name}`, text]))
  expect(await project(named).refusal()).toMatchObject({ code, message: expect.stringContaining(what) as string })
})

test('a folder that is not there, and options that cannot be used', async () => {
  expect(await project().refusal()).toMatchObject({ code: 'SW-CONFIG' })
  expect(await project().refusal({ locations: [] })).toMatchObject({ code: 'SW-CONFIG' })
  const { load } = project({ 'migrations/V1__a.ejson': '', 'migrations/V2__b.sql': '' })
  expect(await load({ ignore: ['*.sql'] })).toHaveLength(1)
})
