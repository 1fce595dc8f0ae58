import { expect, test } from 'vitest'
import { project } from './project.ts'

const now = '2026-11-22T09:30:00Z'

test('a title that says plainly what it wants is written out, in the style that is there', async () => {
  const { create, write, load } = project()
  const files = await create('create collection orders', now)
  expect(files).toEqual([
    {
      path: 'migrations/V20261122_001__create_collection_orders.ejson',
      content: '// reason: create collection orders\n\n{ "create": "orders" }\n',
    },
    {
      path: 'migrations/U20261122_001__create_collection_orders.ejson',
      content: '// reason: undoes create collection orders\n\n{ "drop": "orders" }\n',
    },
  ])
  write(Object.fromEntries(files.map(({ path, content }) => [path, content])))
  const [index] = await create('add an index on email to users', now)
  expect(index?.path).toBe('migrations/V20261122_002__add_an_index_on_email_to_users.ejson')
  const [other, undo] = await create('tidy up', now)
  expect(other?.content).toContain('// Write the change here.')
  expect(undo).toBeUndefined()
  write({ [other?.path ?? '']: other?.content ?? '' })
  expect(await load()).toMatchObject([{ down: [{ text: '{ "drop": "orders" }' }] }, { up: [], down: undefined }])
  await expect(create('views', now, true)).resolves.toMatchObject([{ path: 'migrations/R__views.ejson' }])
  await expect(create('…', now)).rejects.toMatchObject({ code: 'SW-USAGE' })
})

test('beside files of migrate-mongo, a module in their own module system', async () => {
  const common = project({ 'db/20260101000000-a.js': 'module.exports = { up() {} }' })
  common.write({ 'migrations/20260101000000-first-one.js': 'module.exports = { async up() {} }' })
  const [file] = await common.create('second one', now)
  expect(file?.path).toBe('migrations/20261122093000-second-one.js')
  expect(file?.content).toContain('module.exports = {\n  async up(db, client) {')
  common.write({ [file?.path ?? '']: file?.content ?? '' })
  expect((await common.load())[1]).toMatchObject({ down: [{ kind: 'code' }] })
  const typed = project({ 'migrations/20260101000000-a.ts': 'export const up = 1' })
  expect((await typed.create('b', now))[0]?.content).toContain(
    'export async function up(db: Db, client: MongoClient): Promise<void> {',
  )
  await expect(typed.create('b', now, true)).rejects.toMatchObject({ code: 'SW-UNSUPPORTED' })
})
