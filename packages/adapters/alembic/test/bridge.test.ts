import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { freshDatabase, runAlembic } from '@slipway/testkit'
import { bridgeChecks, pluginTests } from '@slipway/testkit/plugins'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { BridgeChange, BridgeContext, Migration } from '@slipway/core/plugin'
import { postgresDialect } from '@slipway/dialect-postgres'
import { alembic } from '../src/index.ts'
import { base, project, revision, type TestProject } from './project.ts'
import { postgresServer, pythonUrl, servers, type Server } from './servers.ts'

const adapter = alembic({ python: false })
const bridge = adapter.bridge!

async function load({ cwd }: TestProject): Promise<readonly Migration[]> {
  return adapter.load({ cwd, dialect: await postgresDialect() })
}

function changeOf(direction: 'up' | 'down', file: Migration): BridgeChange {
  const { id, title, checksum, after, location } = file
  const record = { title, checksum, repeatable: false, after, reversal: 'none', file: location.file } as const
  return { direction, migration: id, file, record, ran: true, together: [], milliseconds: 1 }
}

/** Revisions that do nothing, by what they rest on: `down | depends_on`. */
function graph(lines: Readonly<Record<string, string>>): TestProject {
  const tuple = (ids: string): string =>
    `(${ids
      .split(',')
      .map((id) => (id === '' ? '' : `"${id}",`))
      .join('')})`
  const files = Object.entries(lines).map(([id, line]) => {
    const [down = '', depends = ''] = line.split('|')
    const head = [`revision = "${id}"`, `down_revision = ${tuple(down)}`, `depends_on = ${tuple(depends)}`]
    return [`db/versions/${id}.py`, revision(head.join('\n'), 'pass', 'pass')]
  })
  const told = project({ ...base, ...Object.fromEntries(files) })
  onTestFinished(() => told[Symbol.dispose]())
  return told
}

// After every step Alembic says which heads it has written.
const telling = base['db/env.py']!.replace(
  'target_metadata=None',
  'on_version_apply=lambda step, heads, **_: open("heads", "a").write(" ".join([step.up_revision_id, *sorted(heads)]) + chr(10))',
)

interface Open {
  readonly context: BridgeContext
  readonly env: { readonly DATABASE_URL: string }
  rows(): Promise<readonly string[]>
}

async function open(server: Server, told: TestProject): Promise<Open> {
  const database = await freshDatabase(await server.url())
  const driver = server.driver(database.url)
  const session = await driver.connect()
  onTestFinished(async () => {
    await session.close()
    await database.drop()
  })
  return {
    context: { session, dialect: await driver.dialect(), migrations: await load(told) },
    env: { DATABASE_URL: pythonUrl(database.url) },
    async rows() {
      const { rows } = await session.execute({ text: 'SELECT version_num AS v FROM alembic_version' })
      return rows.map((row) => String(row['v'])).toSorted()
    },
  }
}

/** Takes the steps that Alembic took on one database, on another, and compares the rows after each. */
async function sameRows(server: Server, told: TestProject): Promise<number> {
  told.write({ 'db/env.py': telling })
  const theirs = await open(server, told)
  const ours = await open(server, told)
  for (const args of [
    ['upgrade', 'heads'],
    ['downgrade', 'base'],
  ]) {
    expect(await runAlembic(told.cwd, args, { env: theirs.env })).toMatchObject({ exitCode: 0 })
  }
  const steps = readFileSync(join(told.cwd, 'heads'), 'utf8').trim().split('\n')
  await ours.context.session.execute({ text: 'SELECT 1' })
  await bridge.prepare(ours.context)
  const migrations = new Map(ours.context.migrations.map((each) => [each.id, each]))
  for (const [index, step] of steps.entries()) {
    const [id = '', ...heads] = step.split(' ')
    const direction = index < migrations.size ? 'up' : 'down'
    await bridge.write(ours.context, changeOf(direction, migrations.get(id)!))
    expect([index, id, await ours.rows()]).toEqual([index, id, heads])
    const applied = (await bridge.read(ours.context)).applied.map((each) => each.id)
    expect(applied.includes(id)).toBe(direction === 'up')
  }
  return steps.length
}

const branches = {
  a1: '',
  b1: 'a1',
  c1: 'a1',
  b2: 'b1',
  m1: 'b2,c1',
  d1: '|a1',
  d2: 'd1|b1',
  e1: 'm1|d1',
  e2: 'm1',
  g1: '|e2',
}

describe.each(servers)('alembic_version on $name', (server) => {
  test('has after each step, up and down, the rows that Alembic writes', async () => {
    expect(await sameRows(server, graph(branches))).toBe(2 * Object.keys(branches).length)
  })

  pluginTests(
    'the contract of a bridge',
    bridgeChecks({
      bridge: () => bridge,
      async open() {
        const database = await freshDatabase(await server.url())
        return { driver: server.driver(database.url), drop: () => database.drop() }
      },
      async migrations() {
        using told = project({
          ...base,
          'db/versions/a.py': revision('revision = "a1"\ndown_revision = None', 'pass', 'pass'),
          'db/versions/b.py': revision('revision = "b1"\ndown_revision = "a1"', 'pass', 'pass'),
        })
        return await load(told)
      },
    }),
    { describe, test },
  )
})

test.each([1, 2])('random graphs: the rows are those that Alembic writes (%i)', async (seed) => {
  let state = seed * 7919
  const random = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return Math.floor((state / 2 ** 31) * below)
  }
  const lines: Record<string, string> = {}
  const followed = new Set<string>()
  for (let index = 0; index < 24; index += 1) {
    const ids = Object.keys(lines)
    const heads = ids.filter((id) => !followed.has(id))
    const pick = (from: readonly string[]): string => from[random(from.length)] ?? ''
    const down =
      ids.length === 0 || random(10) === 0
        ? []
        : random(4) === 0 && heads.length > 1
          ? [...new Set([pick(heads), pick(heads)])]
          : [pick(random(3) === 0 ? ids : heads)]
    const depends = random(5) === 0 && down.length === 0 ? [pick(ids)] : []
    for (const id of down) followed.add(id)
    lines[`r${String(index).padStart(2, '0')}`] = `${down.join()}|${depends.join()}`
  }
  expect(await sameRows(postgresServer, graph(lines))).toBe(48)
})

test('a revision that sets another search path writes no other table of that name, nor loses its own', async () => {
  const { context, rows } = await open(postgresServer, graph({ a1: '', b1: 'a1' }))
  const { session } = context
  const [a1, b1] = context.migrations
  await bridge.prepare(context)
  await bridge.write(context, changeOf('up', a1!))
  await session.execute({ text: 'CREATE SCHEMA tenant CREATE TABLE alembic_version (version_num text)' })
  await session.execute({ text: `INSERT INTO tenant.alembic_version VALUES ('a1')` })
  await session.execute({ text: 'SET search_path TO tenant' })
  await bridge.write(context, changeOf('up', b1!))
  expect(await rows()).toEqual(['a1'])
  await session.execute({ text: 'RESET search_path' })
  expect(await rows()).toEqual(['b1'])
})

describe('what the table cannot say', () => {
  const chain = { a1: '', b1: 'a1', c1: 'b1' }

  test('a revision without a file is named, as Alembic does', async () => {
    const { context } = await open(postgresServer, graph(chain))
    await bridge.prepare(context)
    await context.session.execute({ text: `INSERT INTO alembic_version VALUES ('feed')` })
    await expect(bridge.read(context)).rejects.toMatchObject({
      code: 'SW-HISTORY-CONFLICT',
      message: expect.stringContaining("Can't locate revision identified by 'feed'"),
    })
  })

  test('a gap is refused in both directions, and nothing is written', async () => {
    const { context, rows } = await open(postgresServer, graph(chain))
    const [a1, b1, c1] = context.migrations
    await bridge.prepare(context)
    await expect(bridge.write(context, changeOf('up', b1!))).rejects.toMatchObject({ code: 'SW-HISTORY-CONFLICT' })
    for (const each of [a1, b1, c1]) await bridge.write(context, changeOf('up', each!))
    await expect(bridge.write(context, changeOf('down', b1!))).rejects.toMatchObject({ code: 'SW-HISTORY-CONFLICT' })
    expect(await rows()).toEqual(['c1'])
  })

  test('a row that another one implies is told', async () => {
    const { context } = await open(postgresServer, graph(chain))
    await bridge.prepare(context)
    await context.session.execute({ text: `INSERT INTO alembic_version VALUES ('a1'), ('c1')` })
    const { applied, notices } = await bridge.read(context)
    expect(applied.map(({ id }) => id)).toEqual(['a1', 'b1', 'c1'])
    expect(notices).toEqual([expect.stringContaining('names a1, which another of its rows implies')])
  })
})
