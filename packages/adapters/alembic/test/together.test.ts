import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { freshDatabase, installAlembic, runAlembic } from '@slipway/testkit'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  apply,
  openWorkspace,
  plan,
  planRollback,
  rollback,
  status,
  type Environment,
  type Session,
  type Workspace,
} from '@slipway/core'
import { alembic } from '../src/index.ts'
import { chain } from './chain.ts'
import { project } from './project.ts'
import { pythonUrl, servers, type Server } from './servers.ts'

interface Ground {
  readonly workspace: Workspace
  readonly session: Session
  /** Runs the real Alembic, which must succeed. */
  tool(...args: string[]): Promise<string>
  /** Rows of `alembic_version`. */
  rows(): Promise<readonly string[]>
  /** What Slipway calls applied. */
  applied(): Promise<readonly string[]>
}

let python: Awaited<ReturnType<typeof installAlembic>>
beforeAll(async () => {
  python = await installAlembic()
})

async function ground(server: Server, options: { readonly python: string | false }): Promise<Ground> {
  const told = project(chain)
  const database = await freshDatabase(await server.url())
  vi.stubEnv('DATABASE_URL', pythonUrl(database.url))
  for (const [name, value] of Object.entries(python.env)) vi.stubEnv(name, value)
  const adapter = alembic(options)
  const driver = server.driver(adapter.connection().url ?? '')
  const environment: Environment = {
    cwd: told.cwd,
    who: 'tester@here (pid 1)',
    now: () => Date.now(),
    monotonic: () => performance.now(),
    random: () => Math.random(),
    id: () => randomUUID(),
    sleep: (milliseconds, signal) => sleep(milliseconds, undefined, signal === undefined ? {} : { signal }),
  }
  const { workspace, close } = await openWorkspace({ driver, adapter }, { environment })
  const session = await driver.connect()
  onTestFinished(async () => {
    vi.unstubAllEnvs()
    await session.close()
    await close()
    await database.drop()
    told[Symbol.dispose]()
  })
  return {
    workspace,
    session,
    async tool(...args) {
      const { exitCode, stdout, stderr } = await runAlembic(told.cwd, args)
      expect([exitCode, stderr]).toEqual([0, expect.any(String)])
      return stdout
    },
    async rows() {
      const { rows } = await session.execute({ text: 'SELECT version_num AS v FROM alembic_version' })
      return rows.map((row) => String(row['v'])).toSorted()
    },
    async applied() {
      const { migrations } = await status(workspace)
      return migrations.flatMap(({ id, state }) => (state === 'applied' ? [id] : []))
    },
  }
}

const heads = (told: string): readonly string[] =>
  told
    .split('\n')
    .flatMap((line) => /^(\w+)/.exec(line)?.[1] ?? [])
    .toSorted()

describe.each(servers.slice(0, 2))('on $name', (server) => {
  test('both tools take turns on one database, and agree', async () => {
    const { workspace, tool, rows, applied, session } = await ground(server, { python: python.path })
    await tool('upgrade', 'c1')
    expect(await applied()).toEqual(['a1', 'c1'])

    const upTo = await plan(workspace, { to: 'm1' })
    expect(upTo.plan.content.migrations.map(({ id }) => id)).toEqual(['b1', 'd1', 'd2', 'm1'])
    await apply(workspace, { to: 'm1' })
    expect(await rows()).toEqual(heads(await tool('current')))
    expect(await rows()).toEqual(['d2', 'm1'])

    await expect(plan(workspace, {})).rejects.toMatchObject({
      code: 'SW-UNSUPPORTED',
      message: expect.stringMatching(
        /^db\/versions\/catalog\.py:8: upgrade\(\) of revision e1 cannot be planned: it reads the database/,
      ),
      hint: expect.stringContaining('alembic upgrade e1'),
    })
    await tool('upgrade', 'e1')
    expect(await applied()).toEqual(['a1', 'b1', 'd1', 'd2', 'c1', 'm1', 'e1'])
    await apply(workspace, {})
    expect(await rows()).toEqual(['d2', 'f1'])
    expect(heads(await tool('current'))).toEqual(heads(await tool('heads')))
    const [one] = (await session.execute({ text: 'SELECT name FROM customers' })).rows
    expect(one?.['name']).toBe("O'Hara\t100%: done")

    const back = await planRollback(workspace, { count: 3 })
    expect(back.plan.content.migrations.map(({ id }) => id)).toEqual(['f1', 'e1', 'm1'])
    await rollback(workspace, { plan: back.plan })
    expect(await rows()).toEqual(['c1', 'd2'])
    // Alembic shows b1 too: d2 implies it, and it is the end of its line.
    expect(heads(await tool('current'))).toEqual(['b1', 'c1', 'd2'])
    await tool('upgrade', 'heads')
    expect((await status(workspace)).counts).toMatchObject({ applied: 8, pending: 0 })
  })
})
