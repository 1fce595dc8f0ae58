import { createHash } from 'node:crypto'
import {
  freshDatabase,
  sharedPostgres,
  startMariadb,
  startMysql,
  type FreshDatabase,
  type MysqlServer,
} from '@slipway/testkit'
import { bridgeChecks, pluginTests } from '@slipway/testkit/plugins'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Bridge, BridgeChange, BridgeContext, Driver, Migration, Session } from '@slipway/core/plugin'
import { mysql } from '@slipway/driver-mysql'
import { postgres } from '@slipway/driver-postgres'
import { prismaBridge } from '../src/bridge/prisma-bridge.ts'
import { prisma } from '../src/index.ts'
import { folder, project7, type Folder } from './fixtures/project.ts'

interface Server {
  readonly name: string
  readonly provider: 'postgresql' | 'mysql'
  url(): Promise<{ readonly url: string }>
  stop?(): Promise<void>
}

/** A server of these tests' own: Prisma's lock on MySQL is one for the whole server, and others take it on the shared ones. */
function own(start: () => Promise<MysqlServer>): Pick<Server, 'url' | 'stop'> {
  let started: Promise<MysqlServer> | undefined
  return { url: () => (started ??= start()), stop: async () => (await started)?.stop() }
}

const servers: readonly Server[] = [
  { name: 'PostgreSQL 15', provider: 'postgresql', url: () => sharedPostgres(15) },
  { name: 'MySQL 8.0', provider: 'mysql', ...own(() => startMysql({ version: '8.0' })) },
  { name: 'MariaDB 10.11', provider: 'mysql', ...own(() => startMariadb({ version: '10.11' })) },
]

const first = '20260101000000_first'
const second = '20260102000000_second'
const scripts = {
  [`prisma/migrations/${first}/migration.sql`]: 'CREATE TABLE one (id int);\n',
  [`prisma/migrations/${second}/migration.sql`]: 'CREATE TABLE two (id int);\n',
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

afterEach(() => vi.unstubAllEnvs())
afterAll(async () => void (await Promise.all(servers.map((server) => server.stop?.()))))

describe.each(servers)('the history on $name', ({ provider, url }) => {
  let database: FreshDatabase
  let driver: Driver
  let session: Session
  let bridge: Bridge
  let context: BridgeContext
  let project: Folder
  let reload: () => Promise<void>

  beforeEach(async () => {
    database = await freshDatabase(await url())
    vi.stubEnv('DATABASE_URL', database.url)
    driver = provider === 'postgresql' ? postgres({ url: database.url }) : mysql({ url: database.url })
    session = await driver.connect()
    const dialect = await driver.dialect()
    project = folder({ ...project7(provider), ...scripts })
    const adapter = await prisma({ cwd: project.cwd })
    if (adapter.bridge === undefined) throw new Error('no bridge')
    bridge = adapter.bridge
    reload = async () => {
      context = { session, dialect, migrations: await adapter.load({ cwd: project.cwd, dialect }) }
    }
    await reload()
  })
  afterEach(async () => {
    await session.close()
    await database.drop()
  })

  const changeOf = (direction: 'up' | 'down', migration: string, ran = true): BridgeChange => ({
    direction,
    migration,
    record: { title: '', checksum: 'f'.repeat(64), repeatable: false, after: [], reversal: 'none', file: '' },
    ran,
    together: [],
    milliseconds: 1500,
  })
  const rows = async (): Promise<readonly unknown[]> => {
    const clock = provider === 'postgresql' ? 'now()' : 'UTC_TIMESTAMP(3)'
    const seconds =
      provider === 'postgresql'
        ? 'round(extract(epoch FROM finished_at - started_at)::numeric, 1)::float8'
        : 'TIMESTAMPDIFF(MICROSECOND, started_at, finished_at) / 1e6 + 0.0'
    const found = await session.execute({
      text: `SELECT migration_name AS name, checksum, logs, applied_steps_count AS steps, ${seconds} AS seconds,
        CASE WHEN rolled_back_at IS NULL THEN 'live' WHEN rolled_back_at <= ${clock} THEN 'rolled back' END AS state,
        CHAR_LENGTH(id) AS id FROM _prisma_migrations ORDER BY started_at, migration_name`,
    })
    return found.rows.map((row) => ({ ...row, seconds: Number(row['seconds']), steps: Number(row['steps']) }))
  }
  /** Writes a row as Prisma's engine begins one, and leaves it when the script fails. */
  const failed = async (name: string, logs: string): Promise<void> => {
    await bridge.prepare(context)
    await session.execute({
      text: `INSERT INTO _prisma_migrations (id, checksum, migration_name, logs)
        VALUES ('00000000-0000-4000-8000-000000000000', 'x', '${name}', '${logs}')`,
    })
  }

  test('rows are those of migrate deploy and migrate resolve', async () => {
    await bridge.prepare(context)
    await bridge.write(context, changeOf('up', first))
    await bridge.write(context, changeOf('up', second, false))
    await bridge.write(context, changeOf('up', 'without_a_file'))
    await bridge.write(context, changeOf('down', 'without_a_file'))
    const one = { name: first, logs: null, steps: 1, seconds: 1.5, state: 'live', id: 36 }
    expect(await rows()).toEqual(
      expect.arrayContaining([
        { ...one, checksum: sha256('CREATE TABLE one (id int);\n') },
        { ...one, name: second, logs: '', steps: 0, seconds: 0, checksum: sha256('CREATE TABLE two (id int);\n') },
        { ...one, name: 'without_a_file', state: 'rolled back', checksum: 'f'.repeat(64) },
      ]),
    )
    const { applied, notices } = await bridge.read(context)
    expect(applied.map(({ id, edited }) => `${id} ${edited}`)).toEqual([`${first} false`, `${second} false`])
    expect(applied[0]?.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/)
    expect(Math.abs(Date.now() - Date.parse(applied[0]?.at ?? ''))).toBeLessThan(600_000)
    expect(notices).toEqual([expect.stringContaining('1 was stated'), expect.stringContaining('1 row is')])
  })

  test('a failure is told without what the logs quote, and set aside in both ways', async () => {
    await failed(first, 'A migration failed to apply.\n\nDatabase error code: 23505\n\nKey (email)=(ada@example.org)')
    const { failed: found, applied } = await bridge.read(context)
    expect(applied).toEqual([])
    expect(found).toEqual([
      {
        id: first,
        message: expect.stringContaining('error 23505 (P3009)'),
        hint: expect.stringContaining('repair --forget'),
      },
    ])
    expect(JSON.stringify(found)).not.toContain('ada')
    await bridge.write(context, changeOf('down', first, false))
    expect(await bridge.read(context)).toMatchObject({ applied: [], failed: [] })

    await session.execute({ text: 'UPDATE _prisma_migrations SET rolled_back_at = NULL' })
    await bridge.write(context, changeOf('up', first, false))
    expect(await bridge.read(context)).toMatchObject({ applied: [{ id: first }], failed: [] })
    expect(await rows()).toMatchObject([{ state: 'rolled back' }, { state: 'live' }])
  })

  test('an edit is seen, and taken over', async () => {
    await bridge.prepare(context)
    await bridge.write(context, changeOf('up', first))
    const edited = async (): Promise<boolean | undefined> => (await bridge.read(context)).applied[0]?.edited
    const row = await rows()
    project.write({ [`prisma/migrations/${first}/migration.sql`]: 'CREATE TABLE one (id int);\r\n' })
    await reload()
    expect(await edited()).toBe(false)
    project.write({ [`prisma/migrations/${first}/migration.sql`]: 'CREATE TABLE one (id int, name text);\n' })
    await reload()
    expect(await edited()).toBe(true)
    const [migration] = context.migrations
    if (migration !== undefined) await bridge.amend?.(context, migration)
    expect(await edited()).toBe(false)
    expect(await rows()).not.toEqual(row)
  })

  test('those at the lock are named', async () => {
    const holder = await driver.connect({ application: 'holder' })
    const waiter = await driver.connect({ application: 'waiter' })
    try {
      const held = await bridge.lock?.take({ ...context, session: holder })
      const waiting = waiter.execute({
        text: provider === 'postgresql' ? 'SELECT pg_advisory_lock(72707369)' : "SELECT GET_LOCK('prisma_migrate', 60)",
      })
      const ids = async (): Promise<unknown> => {
        const found = await bridge.lock?.sessions(context)
        return { holders: found?.holders.map(({ id }) => id), waiters: found?.waiters.map(({ id }) => id) }
      }
      await expect.poll(ids).toEqual({ holders: [holder.identity?.id], waiters: [waiter.identity?.id] })
      expect(await bridge.lock?.release({ ...context, session: holder }, held ?? null)).toBe(true)
      expect(await bridge.lock?.release({ ...context, session: holder }, held ?? null)).toBe(false)
      await waiting
    } finally {
      await Promise.all([holder.close(), waiter.close()])
    }
  })
})

const migrations = [first, second].map((id): Migration => ({
  id,
  title: id,
  after: [],
  up: [],
  down: [],
  repeatable: false,
  tags: [],
  requires: [],
  transaction: 'auto',
  allow: [],
  checksum: '1'.repeat(64),
  location: { file: `prisma/migrations/${id}/migration.sql`, line: 1 },
}))

for (const { name, provider, url } of servers) {
  pluginTests(
    `the bridge on ${name}`,
    bridgeChecks({
      bridge: () => prismaBridge({ provider, schemas: () => new Set(), scripts: () => new Map() }),
      async open() {
        const { url: own, drop } = await freshDatabase(await url())
        return { driver: provider === 'postgresql' ? postgres({ url: own }) : mysql({ url: own }), drop }
      },
      migrations: async () => migrations,
    }),
    { describe, test },
  )
}
