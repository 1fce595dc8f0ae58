import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Driver, Session } from '@slipway/core/plugin'
import { pglite } from '../src/index.ts'
import { landed, timeouts } from './fixtures/values.ts'

let driver: Driver
let session: Session

beforeEach(async () => {
  driver = pglite()
  session = await driver.connect()
})
afterEach(() => session.close())

test('reading creates nothing', async () => {
  expect(await driver.journal(session, 'app').read()).toEqual([])
  expect(await driver.holder(session, 'app')).toBeUndefined()
  expect(Object.keys((await session.inspect()).objects)).not.toContain('schema:slipway')
  expect(session.server).toMatchObject({ flavor: 'pglite', topology: 'standalone', pooled: false })
})

test('the effect and its entry commit together, or not at all', async () => {
  const journal = driver.journal(session, 'app')
  await driver.lease({ project: 'app', owner: 'me', timeouts }, async (lease) => {
    await lease.session.transaction(
      async (transaction, append) => {
        await transaction.execute({ text: 'CREATE TABLE public.a (x int)' })
        expect(await transaction.countRows(['table:public.a'])).toEqual({ 'table:public.a': 0 })
        await append([landed(2)])
      },
      { timeouts, token: lease.token, entries: [landed(1)], settings: ['SET search_path = pg_catalog'] },
    )
    const failing = lease.session.transaction(
      (transaction) => transaction.execute({ text: 'SELECT\nnope', at: { file: 'a.sql', line: 3 } }),
      { timeouts, token: lease.token, entries: [landed(3)] },
    )
    await expect(failing).rejects.toMatchObject({ message: 'a.sql:4: column "nope" does not exist (42703)' })
    await expect(journal.append([landed(3, 1)], lease.token)).rejects.toMatchObject({
      details: { kind: 'journal-conflict' },
    })
    await expect(journal.append([landed(3)], lease.token + 1)).rejects.toMatchObject({ code: 'SW-LEASE-LOST' })
  })
  expect((await journal.read()).map((entry) => entry.seq)).toEqual([1, 2])
  expect((await session.execute({ text: 'SELECT * FROM a' })).rows).toEqual([])
})

test('a schema that is read again is as it is then, whatever became of the plans that the server keeps', async () => {
  const other = await driver.connect()
  const kept = async () => (await session.execute({ text: 'SELECT name FROM pg_prepared_statements' })).rows.length
  const first = await session.inspect()
  expect(await kept()).toBe(0)
  const second = await session.inspect()
  expect(await kept()).toBeGreaterThan(0)
  expect(second.objects['schema:public']).toBe(first.objects['schema:public'])
  for (const text of [
    'CREATE TABLE public.a (x int)',
    'DEALLOCATE ALL',
    'ALTER TABLE a ADD COLUMN y text',
    'DISCARD ALL',
    'DO $$ BEGIN FOR i IN 1..40 LOOP EXECUTE format($f$CREATE TABLE t_%s (id int PRIMARY KEY)$f$, i); END LOOP; END $$',
    'DROP TABLE a',
    'CREATE COLLATION public.c FROM "C"',
    'DEALLOCATE slipway_inspect_rare',
    'COMMENT ON COLLATION public.c IS $$of c$$',
    'DROP COLLATION public.c',
  ]) {
    await session.execute({ text })
    expect(await session.inspect(), text).toEqual(await other.inspect())
  }
  await other.close()
})

test('sessions take turns: no statement falls into the transaction of another', async () => {
  const other = await driver.connect()
  let theirs: Promise<unknown> = Promise.resolve()
  let release = (): void => undefined
  const started = new Promise<void>((resolve) => (release = resolve))
  const mine = session.transaction(
    async (transaction) => {
      await transaction.execute({ text: 'CREATE TABLE a (x int)' })
      release()
      await new Promise((resolve) => setImmediate(resolve))
      throw new Error('stop')
    },
    { timeouts },
  )
  await started
  theirs = other.execute({ text: "SELECT to_regclass('a') IS NULL AS gone" })
  await expect(mine).rejects.toThrow('stop')
  expect(await theirs).toMatchObject({ rows: [{ gone: true }] })
  await other.close()
})

test('within a transaction, another session joins it instead of waiting for ever', async () => {
  await session.transaction(
    async (transaction) => {
      await transaction.execute({ text: 'CREATE TABLE a (x int)' })
      const other = await driver.connect()
      expect((await other.execute({ text: 'SELECT * FROM a' })).rows).toEqual([])
      await expect(other.transaction(async () => undefined, { timeouts })).rejects.toMatchObject({
        code: 'SW-TRANSACTION',
      })
      await other.close()
    },
    { timeouts },
  )
})

test('one holds the lease', async () => {
  await driver.lease({ project: 'app', owner: 'first', timeouts }, async (lease) => {
    const second = driver.lease(
      { project: 'app', owner: 'second', timeouts: { ...timeouts, lease: 1 } },
      async () => undefined,
    )
    await expect(second).rejects.toMatchObject({ code: 'SW-LOCKED', message: expect.stringContaining('first') })
    expect(await driver.holder(session, 'app')).toMatchObject({ owner: 'first', token: lease.token })
    await driver.breakLease(session, 'app')
    expect(lease.signal.aborted).toBe(true)
    expect(await driver.holder(session, 'app')).toBeUndefined()
  })
})

test('settings are undone after a statement outside a transaction', async () => {
  await session.execute({ text: 'CREATE TABLE a (x int)' })
  await session.execute(
    { text: 'CREATE INDEX CONCURRENTLY i ON a (x)' },
    { timeouts, settings: ["SET work_mem = '9MB'"] },
  )
  const { rows } = await session.execute({ text: "SELECT current_setting('work_mem') <> '9MB' AS undone" })
  expect(rows).toEqual([{ undone: true }])
})

test('a scratch is another database', async () => {
  await session.execute({ text: 'CREATE TABLE a (x int)' })
  const scratch = await driver.scratch!('n1')
  const inside = await scratch.driver.connect()
  expect(Object.keys((await inside.inspect()).objects)).not.toContain('table:public.a')
  expect(await scratch.driver.identify(inside)).not.toEqual(await driver.identify(session))
  await scratch.drop()
})
