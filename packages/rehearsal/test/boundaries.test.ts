import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { apply, baseline, SlipwayError } from '@slipway/core'
import { pglite } from '@slipway/driver-pglite'
import { postgres } from '@slipway/driver-postgres'
import { freshDatabase, sharedPostgres, startPostgres } from '@slipway/testkit'
import { rehearse, type RehearseOptions } from '../src/index.ts'
import { project, type ProjectOptions, type Texts } from './project.ts'

const server = await sharedPostgres(15)
const folder = await mkdtemp(join(tmpdir(), 'slipway-rehearsal-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

async function query(url: string, text: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const session = await postgres({ url }).connect()
  try {
    return (await session.execute({ text })).rows
  } finally {
    await session.close()
  }
}

/** Scratch databases and roles that are on a server. */
async function scratches(url: string): Promise<ReadonlySet<string>> {
  const rows = await query(
    url,
    "SELECT datname AS name FROM pg_database WHERE datname LIKE 'slipway_scratch_%' UNION ALL SELECT rolname FROM pg_roles WHERE rolname LIKE 'slipway_scratch_%'",
  )
  return new Set(rows.map(({ name }) => String(name)))
}

async function open(migrations: Readonly<Record<string, Texts>>, options: ProjectOptions = {}, on = server) {
  const database = await freshDatabase(on)
  const workspace = await project(postgres({ url: database.url }), migrations, options)
  return { database, workspace, [Symbol.asyncDispose]: () => database.drop() }
}

async function refusal(
  migrations: Readonly<Record<string, Texts>>,
  options: RehearseOptions = {},
  at: ProjectOptions = {},
): Promise<SlipwayError | undefined> {
  await using opened = await open(migrations, at)
  const thrown: unknown = await rehearse(opened.workspace, options).then(
    () => undefined,
    (error: unknown) => error,
  )
  return thrown as SlipwayError | undefined
}

const orders = { up: 'CREATE TABLE orders (id int PRIMARY KEY, note text);', down: 'DROP TABLE orders;' }

test.for([
  ['a role', 'CREATE ROLE reader'],
  ['another database', 'CREATE DATABASE other'],
  ["the server's settings", "ALTER SYSTEM SET work_mem = '1MB'"],
  ['a tablespace', "CREATE TABLESPACE fast LOCATION '/fast'"],
  ['a subscription', "CREATE SUBSCRIPTION s CONNECTION 'host=db password=hunter2' PUBLICATION p"],
] as const)('refuses what reaches %s, before anything runs', async ([, statement]) => {
  for (const migrations of [
    { V1: orders, V2: { up: `CREATE TABLE t (id int);\n${statement};`, down: '' } },
    { V1: { up: `${statement};` }, V2: orders },
    { V1: orders, V2: { up: 'CREATE TABLE t (id int);', down: `${statement};` } },
  ]) {
    const error = await refusal(migrations, { migrations: ['V2'] })
    expect(error?.code).toBe('SW-SCOPE')
    expect(error?.message).toContain(statement.split("'")[0]?.trim())
    expect(JSON.stringify([error?.message, error?.details])).not.toContain('hunter2')
  }
})

test('makes no scratch on a protected target unasked', async () => {
  const error = await refusal({ V1: orders }, {}, { protected: true })
  expect(error?.code).toBe('SW-PROTECTED')
  expect(error?.hint).toContain('--on-target-server')
  expect(await refusal({ V1: orders }, { onTargetServer: true }, { protected: true })).toBeUndefined()
})

test('takes the server that the config names for rehearsals', async () => {
  await using opened = await open({ V1: orders }, { protected: true, rehearse: { driver: pglite() } })
  const report = await rehearse(opened.workspace)
  expect(report.where.server.flavor).toBe('pglite')
  expect(report.proofs.map(({ class: proved }) => proved)).toEqual(['exact'])
})

test('leaves nothing on the server: after a proof, a failure, a refusal, an abort', async () => {
  // A server of its own: other tests make scratch databases on the shared one.
  await using own = await startPostgres({ version: 15 })
  const broken = { V1: orders, V2: { up: 'SELECT 1 / 0;', down: '' }, V3: { up: 'CREATE TABLE t (id int);' } }
  await using opened = await open(broken, {}, own)
  const failed = await rehearse(opened.workspace)
  expect(failed.failures.map(({ of, migrations }) => [of, ...migrations])).toEqual([['up-failed', 'V2']])
  expect(failed.failures[0]?.at).toEqual({ file: 'migrations/V2.up.sql', line: 1 })
  expect(failed.skipped).toEqual(['V3'])
  expect(await scratches(own.url)).toEqual(new Set())

  await using wide = await open({ V1: { up: 'CREATE ROLE reader;' } }, {}, own)
  await expect(rehearse(wide.workspace)).rejects.toMatchObject({ code: 'SW-SCOPE' })
  expect(await scratches(own.url)).toEqual(new Set())

  const stop = new AbortController()
  await using slow = await open({ V1: { up: 'SELECT pg_sleep(60);', down: '' } }, { signal: stop.signal }, own)
  const aborted = rehearse(slow.workspace).catch((thrown: unknown) => thrown)
  const sleeping = "SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
  await expect.poll(async () => (await query(own.url, sleeping)).length).toBe(1)
  stop.abort()
  expect(await aborted).toBeInstanceOf(SlipwayError)
  expect(await scratches(own.url)).toEqual(new Set())
})

test('keeps the scratch, migrated, when asked to', async () => {
  await using opened = await open({ V1: orders, V2: { up: 'ALTER TABLE orders ADD COLUMN size int;', down: '' } })
  const report = await rehearse(opened.workspace, { keep: true })
  expect(report.failures.length).toBeGreaterThan(0)
  expect(report.url).toBeDefined()
  expect(await query(report.url ?? '', 'SELECT count(size) AS sizes FROM orders')).toEqual([{ sizes: 0 }])
  // Every run is told to its end, also what no later transaction came to write down.
  const runs = await query(
    report.url ?? '',
    "SELECT type::text, count(*)::integer AS times FROM slipway.journal WHERE type LIKE 'run-%' GROUP BY type ORDER BY type",
  )
  const [ended, started] = runs
  expect(runs.map(({ type }) => type)).toEqual(['run-ended', 'run-started'])
  expect(ended?.['times']).toBe(started?.['times'])
  await query(server.url, `DROP DATABASE ${report.scratch} WITH (FORCE)`)
  await query(server.url, `DROP ROLE ${report.scratch}`)
})

test('compares rows that seeds bring', async () => {
  await writeFile(join(folder, 'rows.sql'), "BEGIN;\nINSERT INTO orders VALUES (1, 'a'), (2, 'b');\nCOMMIT;\n")
  const drop = { up: 'ALTER TABLE orders DROP COLUMN note;', down: 'ALTER TABLE orders ADD COLUMN note text;' }
  const migrations = { V1: orders, V2: drop }
  const rehearse_ = { seed: ['rows.sql'] }
  await using opened = await open(migrations, { cwd: folder, rehearse: rehearse_ })
  const { failures } = await rehearse(opened.workspace, { migrations: ['V2'] })
  expect(failures.map(({ of, object }) => [of, object])).toEqual([['data', 'table:public.orders']])
  const allowed = { V1: orders, V2: { ...drop, allow: ['SW-DATA-LOSS'] } }
  await using again = await open(allowed, { cwd: folder, rehearse: rehearse_ })
  const { proofs } = await rehearse(again.workspace, { migrations: ['V2'] })
  expect(proofs.map((proof) => [proof.class, proof.tables])).toEqual([
    ['schema-only', [{ table: 'table:public.orders', rows: 2 }]],
  ])
})

test('says which line of a seed fails', async () => {
  await writeFile(join(folder, 'wrong.sql'), '-- rows\nINSERT INTO nowhere VALUES (1);\n')
  const error = await refusal({ V1: orders }, {}, { cwd: folder, rehearse: { seed: ['wrong.sql'] } })
  expect(error?.code).toBe('SW-PROOF-FAILED')
  expect(error?.message).toContain('wrong.sql:2')
  expect((await refusal({ V1: orders }, {}, { cwd: folder, rehearse: { seed: ['none.sql'] } }))?.code).toBe('SW-CONFIG')
})

test('asks for a dump where the history does not begin with files', async () => {
  const late = { up: 'ALTER TABLE orders ADD COLUMN size int;', down: 'ALTER TABLE orders DROP COLUMN size;' }
  // The first file was never run by anybody: it would not even work.
  const migrations = { V1: { up: 'SELECT made_elsewhere();' }, V2: late }
  await using opened = await open(migrations, { cwd: folder })
  await query(opened.database.url, orders.up)
  await baseline(opened.workspace, { through: 'V1', why: 'made before Slipway' })
  const error = await rehearse(opened.workspace).catch((thrown: unknown) => thrown as SlipwayError)
  expect(error).toMatchObject({ code: 'SW-CONFIG', hint: expect.stringContaining('seed') })

  await writeFile(join(folder, 'schema.sql'), `${orders.up}\nINSERT INTO orders VALUES (1, 'a');\n`)
  const seeded = await project(postgres({ url: opened.database.url }), migrations, {
    cwd: folder,
    rehearse: { seed: ['schema.sql'] },
  })
  const { proofs, failures } = await rehearse(seeded)
  expect(failures).toEqual([])
  expect(proofs[0]).toMatchObject({ class: 'exact', tables: [{ table: 'table:public.orders', rows: 1 }] })
})

test('rehearses what is pending, upon what the target has', async () => {
  const [late, early] = ['ALTER TABLE orders ADD COLUMN late int;', 'ALTER TABLE orders ADD COLUMN early int;']
  await using database = await freshDatabase(server)
  const driver = postgres({ url: database.url })
  await apply(await project(driver, { V1: orders, V3: { up: late, down: 'ALTER TABLE orders DROP COLUMN late;' } }))
  const workspace = await project(driver, {
    V1: orders,
    V2: { up: early, down: 'ALTER TABLE orders DROP COLUMN early;' },
    V3: { up: late, down: 'ALTER TABLE orders DROP COLUMN late;' },
  })
  const report = await rehearse(workspace)
  expect(report.failures).toEqual([])
  expect(report.replayed).toBe(2)
  expect(report.proofs.map(({ migrations }) => migrations.map(({ id }) => id))).toEqual([['V2']])
  const nothing = await rehearse(
    await project(driver, { V1: orders, V3: { up: late, down: 'ALTER TABLE orders DROP COLUMN late;' } }),
  )
  expect([nothing.proofs, nothing.failures, nothing.replayed]).toEqual([[], [], 2])
})

test('says of an unknown id that there is none', async () => {
  expect((await refusal({ V1: orders }, { migrations: ['V9'] }))?.code).toBe('SW-USAGE')
})
