import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from '@slipway/adapter-sql'
import { environment } from '@slipway/cli'
import {
  apply,
  history,
  openGate,
  openWorkspace,
  plan,
  planRollback,
  redo,
  repair,
  resume,
  rollback,
  SlipwayError,
  status,
  type Driver,
  type EntryBody,
  type Workspace,
} from '@slipway/core'
import { pglite } from '@slipway/driver-pglite'
import { afterEach, beforeEach, expect, test } from 'vitest'

/** The next entry of this type is written, and its answer lost. */
let lost: EntryBody['type'] | undefined

/** What somebody else does before the lock is taken again. */
let afterLost: (() => Promise<void>) | undefined

function losing(driver: Driver): Driver {
  return {
    ...driver,
    lease: async (options, work) => {
      if (lost === undefined) {
        const rivalDoes = afterLost
        afterLost = undefined
        await rivalDoes?.()
      }
      return driver.lease(options, work)
    },
    journal: (session, project) => {
      const journal = driver.journal(session, project)
      return {
        ...journal,
        append: async (appended, token) => {
          await journal.append(appended, token)
          if (!appended.some(({ body }) => body.type === lost)) return
          lost = undefined
          throw new SlipwayError('SW-STATEMENT-FAILED', 'no answer came', { details: { kind: 'answer-lost' } })
        },
      }
    },
  }
}

let folder: string
let workspace: Workspace
let rival: Workspace

const states = async (): Promise<readonly string[]> => (await status(workspace)).migrations.map(({ state }) => state)
const entries = async (): Promise<number> => (await history(workspace)).entries.length

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-finished-'))
  await mkdir(join(folder, 'migrations'))
  await writeFile(join(folder, 'migrations', 'V1__a.sql'), 'CREATE TABLE a (n int);')
  lost = undefined
  afterLost = undefined
  const driver = pglite({})
  const open = async (through: Driver): Promise<Workspace> => {
    const config = { driver: through, adapter: sql({ locations: 'migrations' }) }
    return (await openWorkspace(config, { environment: environment(folder) })).workspace
  }
  rival = await open(driver)
  workspace = await open(losing(driver))
})
afterEach(() => rm(folder, { recursive: true }))

test('a plan file that was done is met again as done: nothing runs twice, nothing is refused', async () => {
  const planned = (await plan(workspace)).plan
  const first = await apply(workspace, { plan: planned })
  const before = await entries()
  expect(await apply(workspace, { plan: planned })).toMatchObject({ status: 'applied', run: first.run, batch: 1 })
  expect(await entries()).toBe(before)
})

test('the same rollback plan undoes each life once, and is never taken for done while there is one to undo', async () => {
  await apply(workspace)
  const undo = (await planRollback(workspace)).plan
  await rollback(workspace, { plan: undo })
  const before = await entries()
  expect(await rollback(workspace, { plan: undo })).toMatchObject({ status: 'reverted' })
  expect([await states(), await entries()]).toEqual([['pending'], before])

  await apply(workspace)
  const again = (await planRollback(workspace)).plan
  expect(again.hash).toBe(undo.hash)
  await rollback(workspace, { plan: again })
  expect(await states()).toEqual(['pending'])
  expect(await entries()).toBeGreaterThan(before)
})

test('an apply and a rollback whose very last answer is lost say what they did', async () => {
  lost = 'run-ended'
  expect(await apply(workspace)).toMatchObject({ status: 'applied', batch: 1, migrations: [{ id: 'V1' }], pending: 0 })
  await rollback(workspace)
  const planned = (await plan(workspace)).plan
  lost = 'run-ended'
  expect(await apply(workspace, { plan: planned })).toMatchObject({ status: 'applied', migrations: [{ id: 'V1' }] })
  const undo = (await planRollback(workspace)).plan
  lost = 'run-ended'
  expect(await rollback(workspace, { plan: undo })).toMatchObject({ status: 'reverted', migrations: [{ id: 'V1' }] })
  expect(await states()).toEqual(['pending'])
})

test.each(['run-started', 'run-ended'] as const)(
  'a rollback that plans by itself undoes one batch and no other when the answer to %s is lost',
  async (entry) => {
    await apply(workspace)
    await writeFile(join(folder, 'migrations', 'V2__b.sql'), 'CREATE TABLE b (n int);')
    await apply(workspace)
    const planned: string[] = []
    lost = entry
    const undone = await rollback(workspace, {
      onPlanned: ({ plan: { content } }) => void planned.push(...content.migrations.map(({ id }) => id)),
    })
    expect(undone).toMatchObject({ status: 'reverted', migrations: [{ id: 'V2' }], pending: 1 })
    expect(planned).toEqual(['V2'])
    expect(await states()).toEqual(['applied', 'pending'])
    expect(await rollback(workspace, { to: 'V1' })).toMatchObject({ status: 'nothing', pending: 1 })
    expect(await planRollback(workspace, { to: 'V1' })).toMatchObject({ applied: 1, pending: 1 })
  },
)

test('a rollback that lost an answer halfway says all that it undid, and how the schema compares', async () => {
  await writeFile(join(folder, 'migrations', 'V2__b.sql'), 'CREATE INDEX CONCURRENTLY b ON a (n);')
  await apply(workspace)
  for (const entry of ['landed', 'run-ended'] as const) {
    lost = entry
    expect(await rollback(workspace)).toMatchObject({
      status: 'reverted',
      migrations: [{ id: 'V2' }, { id: 'V1' }],
      pending: 2,
      compared: { differences: [] },
    })
    expect(lost).toBeUndefined()
    await apply(workspace)
  }
})

test('what a rival applies again after the lost last answer of a rollback stays', async () => {
  await apply(workspace)
  const undo = (await planRollback(workspace)).plan
  lost = 'run-ended'
  afterLost = async () => void (await apply(rival))
  expect(await rollback(workspace, { plan: undo })).toMatchObject({ status: 'reverted', migrations: [{ id: 'V1' }] })
  expect(afterLost).toBeUndefined()
  expect(await states()).toEqual(['applied'])
})

test('a rival that waits in the new life goes on waiting', async () => {
  await apply(workspace)
  const undo = (await planRollback(workspace)).plan
  lost = 'run-ended'
  afterLost = async () => {
    await writeFile(join(folder, 'migrations', 'V2__b.sql'), '-- slipway:gate go ready\nCREATE TABLE b (n int);')
    expect((await apply(rival)).status).toBe('waiting')
  }
  expect((await rollback(workspace, { plan: undo })).compared).toBeUndefined()
  expect((await status(workspace)).runs).toMatchObject([{ status: 'waiting', gate: 'go' }])
  await openGate(workspace, { gate: 'go', evidence: 'seen' })
  lost = 'run-ended'
  expect(await resume(workspace)).toMatchObject({ status: 'applied', migrations: [{ id: 'V1' }, { id: 'V2' }] })
})

test('what is no whole batch when it is begun is compared with none, whatever is left of it later', async () => {
  const view = (n: number): Promise<void> =>
    writeFile(join(folder, 'migrations', 'R__view.sql'), `CREATE OR REPLACE VIEW one AS SELECT ${n} AS n;`)
  await apply(workspace)
  await writeFile(join(folder, 'migrations', 'V2__b.sql'), 'CREATE INDEX CONCURRENTLY b ON a (n);')
  await view(1)
  await apply(workspace)
  await view(2)
  await apply(workspace)
  lost = 'intent'
  const undone = await rollback(workspace, { count: 2 })
  expect(undone).toMatchObject({ status: 'reverted', migrations: [{ id: 'R__view' }, { id: 'V2' }] })
  expect([lost, undone.compared]).toEqual([undefined, undefined])
})

test('a redo whose undo loses its last answer applies the new text', async () => {
  await apply(workspace)
  const file = join(folder, 'migrations', 'V2__b.sql')
  await writeFile(file, 'CREATE INDEX CONCURRENTLY b ON a (n);')
  await apply(workspace)
  for (const entry of ['landed', 'run-ended'] as const) {
    await writeFile(file, `CREATE INDEX CONCURRENTLY b ON a (n) WHERE n > ${entry.length};`)
    lost = entry
    expect(await redo(workspace)).toMatchObject({ status: 'applied', migrations: [{ id: 'V2' }] })
    expect(lost).toBeUndefined()
    expect(await status(workspace)).toMatchObject({ runs: [], counts: { applied: 2 } })
  }
})

test('a repeatable goes back one life when the last answer is lost, and one more only when it is asked again', async () => {
  const view = (n: number): Promise<void> =>
    writeFile(join(folder, 'migrations', 'R__view.sql'), `CREATE OR REPLACE VIEW one AS SELECT ${n} AS n;`)
  await view(1)
  await apply(workspace)
  await view(2)
  await apply(workspace)
  const undo = (await planRollback(workspace)).plan
  for (const life of ['the second', 'the same once more']) {
    const before = await entries()
    lost = 'run-ended'
    const undone = await rollback(workspace, { plan: undo })
    expect({ life, ...undone }).toMatchObject({ life, status: 'reverted', migrations: [{ id: 'R__view' }] })
    // A run that began, what it undid, and its end.
    expect(await entries()).toBe(before + 3)
    await apply(workspace)
  }
})

test('a rollback waits at a gate once, when the answer to that is lost too, and goes on when it is opened', async () => {
  await writeFile(join(folder, 'migrations', 'V2__b.sql'), 'CREATE TABLE b (n int);\nCREATE TABLE c (n int);')
  await writeFile(
    join(folder, 'migrations', 'U2__b.sql'),
    'DROP TABLE c;\n-- slipway:gate quiet nobody reads b\nDROP TABLE b;',
  )
  await apply(workspace)
  const undo = (await planRollback(workspace, { count: 1 })).plan
  lost = 'run-waiting'
  const waiting = await rollback(workspace, { plan: undo })
  expect(waiting).toMatchObject({ status: 'waiting', gate: { gate: 'quiet', why: 'nobody reads b' }, migrations: [] })
  expect(waiting.compared).toBeUndefined()
  await openGate(workspace, { gate: 'quiet', evidence: 'seen' })
  // Its end is recorded, and nothing is applied again in its place.
  lost = 'run-ended'
  expect(await resume(workspace)).toMatchObject({ status: 'reverted', run: waiting.run, migrations: [{ id: 'V2' }] })
  expect(await states()).toEqual(['applied', 'pending'])
})

test('a rollback whose last answer is lost closes the one that it took over from', async () => {
  await writeFile(join(folder, 'migrations', 'V2__b.sql'), '-- slipway:gate soak wait\nCREATE TABLE b (n int);')
  expect((await apply(workspace)).status).toBe('waiting')
  const undo = (await planRollback(workspace, { count: 1 })).plan
  lost = 'run-ended'
  await rollback(workspace, { plan: undo })
  expect(await states()).toEqual(['pending', 'pending'])
  await writeFile(join(folder, 'migrations', 'V2__b.sql'), 'CREATE TABLE b (n int);')
  expect(await apply(workspace)).toMatchObject({ status: 'applied', migrations: [{ id: 'V1' }, { id: 'V2' }] })
})

test('a gate is opened, and a migration forgotten, once, when the answer to it is lost', async () => {
  await writeFile(join(folder, 'migrations', 'V2__b.sql'), '-- slipway:gate soak wait\nCREATE TABLE b (n int);')
  expect((await apply(workspace)).status).toBe('waiting')
  lost = 'gate-opened'
  await openGate(workspace, { gate: 'soak', evidence: 'seen' })
  lost = 'repaired'
  await repair(workspace, { forget: ['V1'], why: 'made by hand' })
  const types = (await history(workspace)).entries.map(({ body }) => body.type)
  expect(types.filter((type) => type === 'gate-opened' || type === 'repaired')).toEqual(['gate-opened', 'repaired'])
})
