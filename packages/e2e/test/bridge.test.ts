import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from '@slipway/adapter-sql'
import { environment } from '@slipway/cli'
import {
  adopt,
  apply,
  baseline,
  doctor,
  history,
  importHistory,
  leave,
  openWorkspace,
  plan as planUp,
  planRollback,
  repair,
  rollback,
  status,
  type Adapter,
  type Bridge,
  type Driver,
  type Migration,
  type Session,
  type Workspace,
} from '@slipway/core'
import { pglite } from '@slipway/driver-pglite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { legacyBridge } from '../src/legacy-bridge.ts'

let folder: string
let driver: Driver
let session: Session

async function open(transaction: Migration['transaction'] = 'auto'): Promise<Workspace> {
  const files = sql({ locations: 'migrations' })
  const load: Adapter['load'] = async (context) =>
    (await files.load(context)).map((migration) => ({ ...migration, transaction }))
  return openWith([{ ...files, load, bridge: legacyBridge }])
}

async function openWith(adapter: readonly Adapter[], over: Driver = driver): Promise<Workspace> {
  const { workspace } = await openWorkspace(
    { driver: over, adapter, timeouts: { lease: 800 } },
    { environment: environment(folder) },
  )
  return workspace
}

/** The same driver, of a server that has no transactions. */
const withoutTransactions = (): Driver => ({
  ...driver,
  lease: (options, work) =>
    driver.lease(options, ({ session: leased, ...lease }) => {
      const capabilities = { ...leased.server.capabilities, transactions: 'no' } as const
      return work({ ...lease, session: { ...leased, server: { ...leased.server, capabilities } } })
    }),
})

/** What the framework itself does when it has run a migration. */
const ran = async (...names: readonly string[]): Promise<void> => {
  for (const name of names)
    await session.execute({ text: 'INSERT INTO legacy_history (name, batch) VALUES ($1, 1)', params: [name] })
}

const rows = async (): Promise<readonly string[]> => {
  const found = await session.execute({ text: 'SELECT name, batch FROM legacy_history ORDER BY id' })
  return found.rows.map((row) => `${String(row['name'])} ${String(row['batch'])}`)
}

const lockRow = async (): Promise<unknown> => (await session.execute({ text: 'SELECT * FROM legacy_lock' })).rows[0]

const told = async (workspace: Workspace): Promise<readonly string[]> =>
  (await status(workspace)).migrations.map(({ id, state, via }) => [id, state, via].filter(Boolean).join(' '))

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-bridge-'))
  await mkdir(join(folder, 'migrations'))
  for (const n of [1, 2, 3])
    await writeFile(join(folder, 'migrations', `V${n}__t${n}.sql`), `CREATE TABLE t${n} (n int);`)
  driver = pglite({})
  session = await driver.connect()
  await legacyBridge.prepare({ session, dialect: await driver.dialect(), migrations: [] })
  await session.execute({ text: 'CREATE TABLE t1 (n int)' })
  await ran('V1')
})

afterEach(async () => {
  await session.close()
  await rm(folder, { recursive: true })
})

test('what a framework applied is seen, by reading commands in memory only', async () => {
  const workspace = await open()
  expect(await told(workspace)).toEqual(['V1 applied legacy', 'V2 pending', 'V3 pending'])
  expect((await history(workspace)).entries).toEqual([])
})

test('apply writes it down under the deploy lock, and applies only the rest', async () => {
  const workspace = await open()
  await ran('V2')
  await session.execute({ text: 'CREATE TABLE t2 (n int)' })
  expect((await apply(workspace)).migrations.map(({ id }) => id)).toEqual(['V3'])
  const types = (await history(workspace)).entries.map(({ body }) => body.type)
  expect(types).toEqual([
    'foreign-locked',
    'external-applied',
    'external-applied',
    'run-started',
    'landed',
    'run-ended',
    'foreign-unlocked',
  ])
  expect(await rows()).toEqual(['V1 1', 'V2 1', 'V3 2'])
})

test('what the framework took back is pending again', async () => {
  const workspace = await open()
  await ran('V2', 'V3')
  await apply(workspace)
  await session.execute({ text: "DELETE FROM legacy_history WHERE name IN ('V2', 'V3')" })
  expect(await told(workspace)).toEqual(['V1 applied legacy', 'V2 pending legacy', 'V3 pending legacy'])
  const again = ['V2', 'V3'].map((id) => ({ id, by: 'legacy' }))
  expect(await planUp(workspace)).toMatchObject({ again })
})

test('what nobody can decide stops apply, and nothing is changed', async () => {
  const workspace = await open()
  await session.execute({ text: "INSERT INTO legacy_history (name, batch, failed) VALUES ('V2', 1, true)" })
  await expect(apply(workspace)).rejects.toMatchObject({
    code: 'SW-HISTORY-CONFLICT',
    hint: 'slipway repair --forget V2 --why "..."',
  })
  const { findings } = await doctor(workspace)
  expect(findings.find(({ level }) => level === 'problem')).toMatchObject({
    code: 'SW-HISTORY-CONFLICT',
    lines: ['slipway repair --forget V2 --why "..."'],
  })
  const types = (await history(workspace)).entries.map(({ body }) => body.type)
  expect(types).toEqual(['foreign-locked', 'foreign-unlocked'])
  await repair(workspace, { forget: ['V2'], why: 'its table was made by hand' })
  expect((await apply(workspace)).migrations.map(({ id }) => id)).toEqual(['V2', 'V3'])
})

test('a file that was edited when the framework was adopted is put right by its old text', async () => {
  const files = sql({ locations: 'migrations' })
  let edited = true
  const read: Bridge['read'] = async (context) => {
    const found = await legacyBridge.read(context)
    return { ...found, applied: found.applied.map((row) => ({ ...row, edited })) }
  }
  const workspace = await openWith([{ ...files, bridge: { ...legacyBridge, read } }])
  await adopt(workspace)
  await expect(apply(workspace)).rejects.toMatchObject({ code: 'SW-EDITED' })
  expect(await told(workspace)).toEqual(['V1 edited legacy', 'V2 pending', 'V3 pending'])

  edited = false
  expect(await told(workspace)).toEqual(['V1 applied legacy', 'V2 pending', 'V3 pending'])
  expect((await apply(workspace)).migrations.map(({ id }) => id)).toEqual(['V2', 'V3'])
  const types = (await history(workspace)).entries.map(({ body }) => body.type)
  expect(types.filter((type) => type === 'external-applied')).toHaveLength(2)
})

test('what Slipway applies and rolls back stands in the table of the framework, a run in one batch', async () => {
  const workspace = await open()
  await apply(workspace)
  expect(await rows()).toEqual(['V1 1', 'V2 2', 'V3 2'])
  const { plan } = await planRollback(workspace, { count: 1 })
  await rollback(workspace, { plan })
  expect(await rows()).toEqual(['V1 1', 'V2 2'])
  expect(await told(workspace)).toEqual(['V1 applied legacy', 'V2 applied journal', 'V3 pending journal'])
})

test('a lock of the framework that a crash of ours left is freed; one of another is not', async () => {
  const workspace = await open()
  await apply(workspace)
  const { rows: entries } = await session.execute({ text: 'SELECT max(seq)::int AS seq FROM slipway.journal' })
  // As a process leaves it that dies at work: its last entry is not there, and the row is locked.
  await session.execute({ text: 'DELETE FROM slipway.journal WHERE seq = $1', params: [Number(entries[0]?.['seq'])] })
  await session.execute({ text: 'UPDATE legacy_lock SET locked = true' })
  expect((await apply(workspace)).status).toBe('nothing')
  expect(await lockRow()).toEqual({ held: 2, locked: false })
  await session.execute({ text: 'UPDATE legacy_lock SET locked = true, held = held + 1' })
  await expect(apply(workspace)).rejects.toMatchObject({ code: 'SW-LOCKED' })
  expect(await lockRow()).toEqual({ held: 3, locked: true })
})

test('a baseline is a row in the table of the framework as well', async () => {
  const workspace = await open()
  await session.execute({ text: 'CREATE TABLE t2 (n int)' })
  await baseline(workspace, { through: 'V2', why: 'it was made by hand' })
  expect(await rows()).toEqual(['V1 1', 'V2 2'])
})

test('where all that is pending asks for it, a batch is one transaction: all of it or nothing', async () => {
  const workspace = await open('batch')
  await writeFile(join(folder, 'migrations', 'V4__wrong.sql'), 'CREATE TABLE t4 (n int); SELECT 1 FROM nowhere;')
  const failure = {
    code: 'SW-STATEMENT-FAILED',
    message: expect.stringContaining('Nothing of V2, V3, V4 is left behind'),
  }
  await expect(apply(workspace)).rejects.toMatchObject(failure)
  expect(await rows()).toEqual(['V1 1'])
  await writeFile(join(folder, 'migrations', 'V4__wrong.sql'), 'CREATE TABLE t4 (n int);')
  expect((await apply(workspace)).migrations.map(({ id }) => id)).toEqual(['V2', 'V3', 'V4'])
  expect(await rows()).toEqual(['V1 1', 'V2 2', 'V3 2', 'V4 2'])
})

test('the files of an adapter without a history of its own are none of the framework next to it', async () => {
  await mkdir(join(folder, 'plain'))
  await writeFile(join(folder, 'plain', 'V9__plain.sql'), 'CREATE TABLE plain (n int);')
  const workspace = await openWith([
    { ...sql({ locations: 'migrations' }), bridge: legacyBridge },
    { ...sql({ locations: 'plain' }), name: 'plain' },
  ])
  await apply(workspace)
  expect(await rows()).toEqual(['V1 1', 'V2 2', 'V3 2'])
  expect(await told(workspace)).toContain('V9 applied journal')
})

test('what is imported as applied stays applied beside a framework: its table says so too', async () => {
  const workspace = await open()
  await session.execute({ text: 'CREATE TABLE t2 (n int)' })
  await importHistory(workspace, { tool: 'goose', rows: [{ migration: 'V2', raw: null }] })
  expect(await rows()).toEqual(['V1 1', 'V2 2'])
  expect(await told(workspace)).toEqual(['V1 applied legacy', 'V2 applied goose', 'V3 pending'])
})

test('without transactions, a row that cannot be written leaves no statement of a person behind', async () => {
  const write = async (): Promise<never> => Promise.reject(new Error('nobody may write there'))
  const files = sql({ locations: 'migrations' })
  const workspace = await openWith([{ ...files, bridge: { ...legacyBridge, write } }], withoutTransactions())
  await expect(baseline(workspace, { through: 'V2', why: 'it was made by hand' })).rejects.toThrow('nobody may write')
  expect((await history(workspace)).entries.map(({ body }) => body.type)).not.toContain('baseline')
  expect(await told(workspace)).toEqual(['V1 applied legacy', 'V2 pending', 'V3 pending'])
})

test('a correction does not make a history table that is gone: empty, it would let everything run again', async () => {
  const workspace = await open()
  await apply(workspace)
  await session.execute({ text: 'DROP TABLE legacy_history' })
  const gone = { code: 'SW-HISTORY-CONFLICT', message: expect.stringContaining('is not there at all') }
  await expect(repair(workspace, { acceptEdit: ['V1'], why: 'it says the same' })).rejects.toMatchObject(gone)
  await expect(repair(workspace, { forget: ['V1'], why: 'it alone is gone' })).rejects.toMatchObject(gone)
  await expect(apply(workspace)).rejects.toMatchObject(gone)
  await adopt(workspace)
  expect(await told(workspace)).toEqual(['V1 applied legacy', 'V2 applied journal', 'V3 applied journal'])
  await session.execute({ text: 'DROP TABLE legacy_history, t1, t2, t3' })
  await repair(workspace, { forget: ['V1', 'V2', 'V3'], why: 'the schema was emptied' })
  expect((await apply(workspace)).migrations.map(({ id }) => id)).toEqual(['V1', 'V2', 'V3'])
})

test('a history table that is made again, by a process that dies before its rows, gets them from the next one', async () => {
  const workspace = await open()
  await apply(workspace)
  await session.execute({ text: 'DROP TABLE legacy_history' })
  await session.execute({ text: 'UPDATE legacy_lock SET locked = true' })
  await expect(adopt(workspace)).rejects.toMatchObject({ code: 'SW-LOCKED' })
  expect(await rows()).toEqual([])
  expect(await told(workspace)).toEqual(['V1 applied legacy', 'V2 applied journal', 'V3 applied journal'])
  await session.execute({ text: 'UPDATE legacy_lock SET locked = false' })
  expect((await apply(workspace)).status).toBe('nothing')
  expect(await rows()).toEqual(['V1 1', 'V2 2', 'V3 3'])
})

test('what a framework without a lock ran at the same time is not taken for ours: our run of it is undone', async () => {
  const { lock: _, ...lockless } = legacyBridge
  const workspace = await openWith([{ ...sql({ locations: 'migrations' }), bridge: lockless }])
  // As if another session committed its row while this one runs.
  const meanwhile = "INSERT INTO legacy_history (name, batch) VALUES ('V2', 9);"
  await writeFile(join(folder, 'migrations', 'V2__t2.sql'), `CREATE TABLE t2 (n int); ${meanwhile}`)
  await expect(apply(workspace)).rejects.toMatchObject({
    code: 'SW-HISTORY-CONFLICT',
    message: expect.stringContaining('V2 was run by legacy while it ran here'),
  })
  expect(await told(workspace)).toEqual(['V1 applied legacy', 'V2 pending', 'V3 pending'])
})

test('who leaves while a lock of the framework is not freed keeps the journal that says whose it is', async () => {
  const files = sql({ locations: 'migrations' })
  const lock = legacyBridge.lock as NonNullable<typeof legacyBridge.lock>
  const release = async (): Promise<never> => Promise.reject(new Error('the connection hung up'))
  const stuck = await openWith([{ ...files, bridge: { ...legacyBridge, lock: { ...lock, release } } }])
  await expect(leave(stuck)).rejects.toMatchObject({ code: 'SW-HISTORY-CONFLICT' })
  expect(await lockRow()).toEqual({ held: 1, locked: true })
  await leave(await open())
  expect(await lockRow()).toEqual({ held: 2, locked: false })
})
