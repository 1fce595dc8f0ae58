import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from '@slipway/adapter-sql'
import { environment } from '@slipway/cli'
import {
  apply,
  history,
  openWorkspace,
  status,
  type Adapter,
  type Bridge,
  type Driver,
  type Session,
  type Workspace,
} from '@slipway/core'
import { pglite } from '@slipway/driver-pglite'
import { afterEach, beforeEach, expect, test } from 'vitest'

/** The smallest framework with a history of its own: one table of names, and a flag for what failed. */
const legacy: Bridge = {
  name: 'legacy',
  objects: ['table:public.legacy_history'],
  async read(session) {
    const { rows } = await session.execute({ text: 'SELECT name, failed FROM legacy_history ORDER BY name' })
    const names = (failed: boolean): readonly string[] =>
      rows.filter((row) => row['failed'] === failed).map((row) => String(row['name']))
    return { applied: names(false), failed: names(true), batches: [], raw: null }
  },
  async write() {
    throw new Error('this framework is only read')
  },
}

let folder: string
let driver: Driver
let session: Session

async function open(): Promise<Workspace> {
  const adapter: Adapter = { ...sql({ locations: 'migrations' }), bridge: legacy }
  const { workspace } = await openWorkspace({ driver, adapter }, { environment: environment(folder) })
  return workspace
}

const told = async (workspace: Workspace): Promise<readonly string[]> =>
  (await status(workspace)).migrations.map(({ id, state, via }) => [id, state, via].filter(Boolean).join(' '))

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-bridge-'))
  await mkdir(join(folder, 'migrations'))
  for (const n of [1, 2, 3])
    await writeFile(join(folder, 'migrations', `V${n}__t${n}.sql`), `CREATE TABLE t${n} (n int);`)
  driver = pglite({})
  session = await driver.connect()
  await session.execute({ text: 'CREATE TABLE legacy_history (name text, failed bool NOT NULL DEFAULT false)' })
  await session.execute({ text: 'CREATE TABLE t1 (n int)' })
  await session.execute({ text: "INSERT INTO legacy_history VALUES ('V1')" })
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
  await session.execute({ text: "INSERT INTO legacy_history VALUES ('V2'), ('V3')" })
  await session.execute({ text: "DELETE FROM legacy_history WHERE name = 'V3'" })
  await session.execute({ text: 'CREATE TABLE t2 (n int)' })
  expect((await apply(workspace)).migrations.map(({ id }) => id)).toEqual(['V3'])
  const types = (await history(workspace)).entries.map(({ body }) => body.type)
  expect(types).toEqual(['external-applied', 'external-applied', 'run-started', 'landed', 'run-ended'])
})

test('what the framework took back is pending again', async () => {
  const workspace = await open()
  await session.execute({ text: "INSERT INTO legacy_history VALUES ('V2'), ('V3')" })
  await apply(workspace)
  await session.execute({ text: "DELETE FROM legacy_history WHERE name IN ('V2', 'V3')" })
  expect(await told(workspace)).toEqual(['V1 applied legacy', 'V2 pending legacy', 'V3 pending legacy'])
})

test('what nobody can decide stops apply, and nothing is changed', async () => {
  const workspace = await open()
  await session.execute({ text: "INSERT INTO legacy_history VALUES ('V2', true)" })
  await expect(apply(workspace)).rejects.toMatchObject({ code: 'SW-HISTORY-CONFLICT' })
  expect((await history(workspace)).entries).toEqual([])
})
