import { mongodb } from '@slipway/driver-mongodb'
import type { Row } from '@slipway/core/plugin'
import { freshDatabase, sharedMongodb, type FreshDatabase } from '@slipway/testkit'
import { beforeAll, afterAll, expect, test } from 'vitest'
import { slipway, type Ended } from '../src/child.ts'
import { makeProject, type Files } from '../src/project.ts'

const config = [
  "import { defineConfig } from '@slipway/cli'",
  "import { mongodb } from '@slipway/driver-mongodb'",
  "import { mongodbFiles } from '@slipway/adapter-mongodb'",
  'export default defineConfig({ driver: mongodb({ url: process.env.DATABASE_URL }), adapter: mongodbFiles() })',
  '',
].join('\n')

let database: FreshDatabase

beforeAll(async () => {
  database = await freshDatabase(await sharedMongodb({ version: '6.0' }))
})
afterAll(() => database.drop())

async function find(url: string, command: object): Promise<readonly Row[]> {
  const session = await mongodb({ url }).connect()
  try {
    return (await session.execute({ text: JSON.stringify(command) })).rows
  } finally {
    await session.close()
  }
}

type Run = (...argv: readonly string[]) => Promise<Ended>

async function projectOf(
  files: Files,
  url = database.url,
): Promise<{ run: Run } & AsyncDisposable & { write: (files: Files) => Promise<void> }> {
  const project = await makeProject(files, config)
  return {
    run: (...argv) => slipway(argv, { cwd: project.dir, env: { DATABASE_URL: url } }),
    write: project.write,
    [Symbol.asyncDispose]: () => project[Symbol.asyncDispose](),
  }
}

const chain: Files = {
  'V1__users.ejson': `// reason: people need accounts
[
  { "create": "users", "validator": { "email": { "$type": "string" } } },
  { "createIndexes": "users", "indexes": [{ "key": { "email": 1 }, "name": "email", "collation": { "locale": "en" } }] },
  { "insert": "users", "documents": [{ "_id": 1, "email": "A@x" }, { "_id": 2, "email": "B@x", "since": { "$date": "2026-01-01T00:00:00Z" } }] }
]`,
  'V2__lower.ts': `// slipway:idempotent
import type { Session } from '@slipway/core/plugin'
import { run, undoKeeping, updateKeeping } from '@slipway/driver-mongodb/commands'
const change = { key: 'V2', set: { email: { $toLower: '$email' } } }
export const up = async (session: Session): Promise<void> => void (await run(session, updateKeeping('users', change)))
export const down = async (session: Session): Promise<void> => void (await run(session, undoKeeping('users', change)))
`,
  'V3__purchases.json': `{ "renameCollection": "users", "to": "people" }
{ "collMod": "people", "validator": { "email": { "$type": ["string", "null"] } }, "validationLevel": "moderate" }
{ "dropIndexes": "people", "index": "*" }
// slipway:assert nobody is without an address
{ "find": "people", "filter": { "email": null } }`,
}

test('what a copy wrote before it failed is not said to be gone', async () => {
  await using project = await projectOf({
    'V1__ground.ejson': `{ "create": "from" }
{ "insert": "from", "documents": [{ "_id": 1, "n": 1 }, { "_id": 2, "n": 1 }] }
{ "createIndexes": "into", "indexes": [{ "key": { "n": 1 }, "name": "n", "unique": true }] }`,
    'V2__copy.ejson': '{ "aggregate": "from", "pipeline": [{ "$match": {} }, { "$merge": { "into": "into" } }] }',
  })
  const ended = await project.run('apply')
  expect(ended).toMatchObject({ code: 6 })
  expect(ended.stderr).toContain('what it wrote before it failed stays')
  expect(await find(database.url, { find: 'into' })).toEqual([{ _id: 1, n: 1 }])
  expect(await project.run('rollback', '--yes')).toMatchObject({ code: 0 })
  const sent = '{ "insert": "late", "documents": [{ "_id": 1 }, { "_id": 1 }], "ordered": false }'
  await using code = await projectOf({
    'V1__code.mjs': `// slipway:idempotent\nexport const up = (session) => session.execute({ text: '${sent}' })\n`,
  })
  const failed = await code.run('apply')
  expect(failed).toMatchObject({ code: 6 })
  expect(failed.stderr).toContain('what it wrote before it failed stays')
  expect(await find(database.url, { find: 'late' })).toEqual([{ _id: 1 }])
  await find(database.url, { drop: 'late' })
})

test('commands and modules are applied, and undone to a catalog and content equal to the start', async () => {
  await using project = await projectOf(chain)
  expect(await project.run('apply')).toMatchObject({ code: 0 })
  expect(await find(database.url, { find: 'people', projection: { email: 1 } })).toEqual([
    { _id: 1, email: 'a@x' },
    { _id: 2, email: 'b@x' },
  ])
  expect(await project.run('rollback', '-n', '2', '--yes')).toMatchObject({ code: 0 })
  expect(await find(database.url, { find: 'users', projection: { since: 0 } })).toEqual([
    { _id: 1, email: 'A@x' },
    { _id: 2, email: 'B@x' },
  ])
  expect(await project.run('apply')).toMatchObject({ code: 0 })
  expect(await project.run('rollback', '-n', '3', '--yes')).toMatchObject({ code: 0 })
  expect(await find(database.url, { listCollections: 1, nameOnly: true })).toEqual([])
})

test('a document that was changed since stops the rollback, and nothing is overwritten', async () => {
  await using own = await freshDatabase(await sharedMongodb({ version: '6.0' }))
  await using project = await projectOf(chain, own.url)
  expect(await project.run('apply')).toMatchObject({ code: 0 })
  await find(own.url, { update: 'people', updates: [{ q: { _id: 2 }, u: { $set: { email: 'c@x' } } }] })
  const refused = await project.run('rollback', '-n', '2', '--yes')
  expect(refused.code).not.toBe(0)
  expect(refused.stderr).toContain('changed since the migration, so not undone: _id 2')
  expect(await find(own.url, { find: 'users', projection: { email: 1 } })).toEqual([
    { _id: 1, email: 'a@x' },
    { _id: 2, email: 'c@x' },
  ])
})

test('invalid Extended JSON is refused with line and column, and nothing is changed', async () => {
  await using own = await freshDatabase(await sharedMongodb({ version: '6.0' }))
  await using project = await projectOf({ 'V1__a.ejson': '{ "create": "a" }\n{ "drop": "b", }' }, own.url)
  const refused = await project.run('apply')
  expect(refused).toMatchObject({ code: 64, stderr: expect.stringContaining('migrations/V1__a.ejson:2:16') as string })
  await project.write({ 'migrations/V1__a.ejson': '{ "insert": "a", "documents": [{ "_id": { "$oid": "xyz" } }] }' })
  expect((await project.run('plan')).stderr).toContain(
    'migrations/V1__a.ejson:1:51: "$oid" takes 24 hexadecimal digits',
  )
  expect(await find(own.url, { listCollections: 1, nameOnly: true })).toEqual([])
})

test('what a standalone server lacks fails the plan by name', async () => {
  await using own = await freshDatabase(await sharedMongodb({ version: '6.0', nodes: 0 }))
  const files: Files = {
    'V1__a.ejson': '{ "create": "a" }',
    'V2__b.ejson':
      '// transaction: always\n{ "update": "a", "updates": [{ "q": {}, "u": { "$set": { "n": 1 } }, "multi": true }] }',
  }
  await using project = await projectOf(files, own.url)
  for (const command of ['plan', 'apply']) {
    const refused = await project.run(command)
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining('SW-CAPABILITY') as string })
    expect(refused.stderr).toContain('migrations/V2__b.ejson:2: ')
    expect(refused.stderr).toContain('needs "transactions", and this server (mongodb 6.0.5, standalone)')
  }
  expect(await find(own.url, { listCollections: 1, nameOnly: true })).toEqual([])
})

test('on a standalone server, what may come twice stops until it is accepted', async () => {
  await using own = await freshDatabase(await sharedMongodb({ version: '6.0', nodes: 0 }))
  const files: Files = {
    'V1__a.ejson':
      '{ "create": "a" }\n{ "update": "a", "updates": [{ "q": {}, "u": { "$set": { "n": 1 } }, "multi": true }] }',
    'V2__b.ejson': '{ "insert": "a", "documents": [{ "_id": 1, "n": 1 }] }',
  }
  await using project = await projectOf(files, own.url)
  const refused = await project.run('apply')
  expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining('SW-UNKNOWABLE') as string })
  expect(refused.stderr).not.toContain('V1__a.ejson:2')
  expect(await project.run('apply', '--allow', 'SW-UNKNOWABLE=one document')).toMatchObject({ code: 0 })
  expect(await find(own.url, { find: 'a' })).toEqual([{ _id: 1, n: 1 }])
  expect(await project.run('rollback', '-n', '1', '--yes')).toMatchObject({ code: 0 })
  expect(await find(own.url, { find: 'a' })).toEqual([])
  expect(await project.run('rollback', '--yes')).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('the values that were there are not kept') as string,
  })
})
