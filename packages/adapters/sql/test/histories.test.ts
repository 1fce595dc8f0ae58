import { ownTimeouts, SlipwayError } from '@slipway/core'
import type { BridgeChange, BridgeContext, Session } from '@slipway/core/plugin'
import { postgres } from '@slipway/driver-postgres'
import { freshDatabase, sharedPostgres, type FreshDatabase } from '@slipway/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql, type SqlOptions } from '../src/index.ts'
import { folder } from './folder.ts'

const cwd = folder(
  Object.fromEntries(
    ['a', 'b', 'c'].flatMap((name, index) => [
      [`golang/000${index + 1}_${name}.up.sql`, `CREATE TABLE ${name} (i int)`],
      [`goose/000${index + 1}_${name}.sql`, `-- +goose Up\nCREATE TABLE ${name} (i int)`],
    ]),
  ),
)

let database: FreshDatabase
let session: Session
beforeAll(async () => {
  database = await freshDatabase(await sharedPostgres(16))
  session = await postgres({ url: database.url }).connect()
})
afterAll(async () => {
  await session.close()
  await database.drop()
})

async function linked(options: SqlOptions) {
  const adapter = sql({ history: true, ...options })
  const { bridge } = adapter
  if (bridge === undefined) throw new Error('it has no bridge')
  const dialect = await postgres({ url: database.url }).dialect()
  const context: BridgeContext = { session, dialect, migrations: await adapter.load({ cwd, dialect }) }
  await bridge.prepare(context)
  return {
    read: async () => bridge.read(context),
    async write(direction: BridgeChange['direction'], id: string, ran = true) {
      const record = { title: id, checksum: '', repeatable: false, after: [], reversal: 'none', file: '' } as const
      const change = { direction, migration: id, record, ran, together: [], milliseconds: 1 }
      const options = { timeouts: ownTimeouts }
      await session.transaction((inside) => bridge.write({ ...context, session: inside }, change), options)
    },
  }
}

const ids = (applied: readonly { readonly id: string }[]): readonly string[] => applied.map(({ id }) => id)

test('golang-migrate: one row stands for all up to it; only the newest can be taken back; dirty is neither', async () => {
  const { read, write } = await linked({ locations: 'golang', style: 'golang-migrate' })
  await write('up', '0002')
  expect(ids((await read()).applied)).toEqual(['0001', '0002'])
  await write('up', '0001')
  expect(ids((await read()).applied)).toEqual(['0001', '0002'])
  const refusal: unknown = await write('down', '0001').catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(SlipwayError)
  expect(refusal).toMatchObject({ code: 'SW-HISTORY-CONFLICT' })

  await session.execute({ text: 'UPDATE schema_migrations SET version = 3, dirty = true' })
  expect(await read()).toMatchObject({
    applied: [{ id: '0001' }, { id: '0002' }],
    failed: [{ id: '0003', message: expect.stringContaining('dirty') }],
  })
  await write('down', '0003', false)
  expect(await read()).toMatchObject({ applied: [{ id: '0001' }, { id: '0002' }], failed: [] })

  await session.execute({ text: 'UPDATE schema_migrations SET version = 9' })
  expect(ids((await read()).applied)).toEqual(['0001', '0002', '0003', '9'])
  await session.execute({ text: 'UPDATE schema_migrations SET version = -1, dirty = true' })
  expect(await read()).toMatchObject({ applied: [], failed: [] })
})

test('goose: the newest row of a version counts, and version 0 is none', async () => {
  const { read, write } = await linked({ locations: 'goose', style: 'goose' })
  await write('up', '0002')
  await write('up', '0001')
  expect(ids((await read()).applied)).toEqual(['0002', '0001'])
  await session.execute({ text: 'INSERT INTO goose_db_version (version_id, is_applied) VALUES (2, false), (7, true)' })
  expect(ids((await read()).applied)).toEqual(['0001', '7'])
  await write('up', '0002')
  await write('down', '0001')
  expect(ids((await read()).applied)).toEqual(['7', '0002'])
  const { rows } = await session.execute({ text: 'SELECT version_id::int AS v FROM goose_db_version ORDER BY id' })
  expect(rows.map(({ v }) => v)).toEqual([0, 2, 2, 7, 2])
})

test('whose history it is has to be said', () => {
  expect(() => sql({ history: true })).toThrow(/style does not say which tool/)
  expect(() => sql({ history: true, style: 'flyway' })).toThrow(/style does not say which tool/)
  expect(sql({ history: false, style: 'goose' })).not.toHaveProperty('bridge')
  expect(sql({ history: { schema: 'app', table: 'versions' }, style: 'goose' }).bridge?.table).toBe('app.versions')
})
