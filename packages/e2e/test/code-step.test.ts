import { tmpdir } from 'node:os'
import { environment } from '@slipway/cli'
import {
  apply,
  CONTRACT,
  doctor,
  history,
  openWorkspace,
  plan,
  planRollback,
  resume,
  rollback,
  sha256,
  SlipwayError,
  status,
  type Adapter,
  type CodeFunction,
  type Driver,
  type Migration,
  type Workspace,
} from '@slipway/core'
import { pglite } from '@slipway/driver-pglite'
import { beforeEach, expect, test } from 'vitest'

/** What the module of a framework such as Knex would export; replaced by each test. */
let up: CodeFunction
let driver: Driver
let unloadable = false

const down: CodeFunction = async (session) => {
  await session.execute({ text: 'DROP TABLE made' })
}

function migration(transaction: Migration['transaction']): Migration {
  const ref = { adapter: 'code', module: 'migrations/one.ts', checksum: sha256('one') }
  const location = { file: 'migrations/one.ts', line: 1 }
  return {
    id: 'one',
    title: 'one',
    after: [],
    up: [{ kind: 'code', ref: { ...ref, export: 'up' }, at: location }],
    down: [{ kind: 'code', ref: { ...ref, export: 'down' }, at: location }],
    repeatable: false,
    tags: [],
    requires: [],
    transaction,
    allow: [{ code: 'SW-UNKNOWABLE', reason: 'a test looks at it', at: location }],
    checksum: sha256('one'),
    location,
  }
}

async function open(transaction: Migration['transaction'] = 'auto'): Promise<Workspace> {
  const adapter: Adapter = {
    kind: 'adapter',
    name: 'code',
    contract: CONTRACT,
    load: async () => [migration(transaction)],
    resolve: async (ref) => {
      if (unloadable)
        throw new SlipwayError('SW-CODE-FAILED', 'migrations/one.ts cannot be loaded. Nothing was changed.')
      return ref.export === 'up' ? up : down
    },
  }
  return (await openWorkspace({ driver, adapter }, { environment: environment(tmpdir()) })).workspace
}

const states = async (workspace: Workspace): Promise<readonly string[]> =>
  (await status(workspace)).migrations.map(({ state }) => state)

const types = async (workspace: Workspace): Promise<readonly string[]> =>
  (await history(workspace)).entries.map(({ body }) => body.type)

async function tables(): Promise<readonly string[]> {
  const session = await driver.connect()
  const { objects } = await session.inspect()
  await session.close()
  return Object.keys(objects).filter((id) => id.startsWith('table:'))
}

beforeEach(() => {
  driver = pglite({})
  unloadable = false
  up = async (session) => {
    await session.execute({ text: 'CREATE TABLE made (n int)' })
    await session.execute({ text: 'INSERT INTO made VALUES ($1)', params: [1] })
  }
})

test('code is opaque in a plan: its effect is not guessed, and the whole schema is relied on', async () => {
  const planned = await plan(await open())
  expect(planned.plan.content.migrations[0]?.reversal).toMatchObject({ class: 'none', by: 'written' })
  expect(planned.plan.base.schema).toMatch(/^[0-9a-f]{64}$/)
})

test('in a transaction code lands with its journal row, and its down undoes it', async () => {
  const workspace = await open()
  await apply(workspace)
  expect([await states(workspace), await tables()]).toEqual([['applied'], ['table:public.made']])
  await rollback(workspace, { plan: (await planRollback(workspace)).plan })
  expect([await states(workspace), await tables()]).toEqual([['pending'], []])
})

test('code that throws in a transaction leaves nothing behind', async () => {
  const made = up
  up = async (session) => {
    await made(session)
    throw new Error('the service is down')
  }
  const workspace = await open()
  await expect(apply(workspace)).rejects.toMatchObject({
    code: 'SW-CODE-FAILED',
    message: expect.stringContaining('the service is down'),
  })
  expect([await states(workspace), await tables()]).toEqual([['pending'], []])
})

test('outside a transaction every statement is written down before it is sent, and an interruption is nobody’s guess', async () => {
  const made = up
  up = async (session) => {
    await made(session)
    throw new Error('killed')
  }
  const workspace = await open('never')
  await expect(apply(workspace)).rejects.toMatchObject({ code: 'SW-UNKNOWN' })
  expect(await states(workspace)).toEqual(['unknown'])
  const [finding] = (await doctor(workspace)).findings.filter(({ code }) => code === 'SW-UNKNOWN')
  expect(finding?.lines.filter((line) => line.startsWith('sent'))).toHaveLength(2)
  await expect(apply(workspace)).rejects.toMatchObject({ code: 'SW-UNKNOWN' })

  await resume(workspace, { landed: 'the table and its row are there' })
  expect(await states(workspace)).toEqual(['applied'])
  expect(await types(workspace)).toEqual(['run-started', 'intent', 'sent', 'sent', 'landed', 'run-ended'])
})

test('outside a transaction code cannot begin one by a statement: its journal would commit what the code rolls back', async () => {
  let refused: unknown
  up = async (session) => {
    await session.execute({ text: 'CREATE TABLE made (n int)' })
    await session.execute({ text: 'BEGIN' }).catch((error: unknown) => {
      refused = error
    })
    const { timeouts } = await open('never')
    const undone = session.transaction(
      async (transaction) => {
        await transaction.execute({ text: 'INSERT INTO made VALUES (1)' })
        throw new Error('no')
      },
      { timeouts },
    )
    await undone.catch(() => undefined)
    await session.execute({ text: 'INSERT INTO made VALUES (2)' })
  }
  await apply(await open('never'))
  expect(refused).toMatchObject({ code: 'SW-TRANSACTION', message: expect.stringContaining('BEGIN') })
  const session = await driver.connect()
  expect((await session.execute({ text: 'SELECT n FROM made' })).rows).toEqual([{ n: 2 }])
  await session.close()
})

test('outside a transaction code that cannot be loaded leaves no doubt: nothing ran', async () => {
  unloadable = true
  const workspace = await open('never')
  await expect(apply(workspace)).rejects.toMatchObject({ code: 'SW-CODE-FAILED' })
  expect(await types(workspace)).toEqual(['run-started', 'run-ended'])
  unloadable = false
  await apply(workspace)
  expect(await states(workspace)).toEqual(['applied'])
})
