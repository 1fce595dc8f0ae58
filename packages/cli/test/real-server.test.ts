import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { postgres } from '@slipway/driver-postgres'
import { freshDatabase, sharedPostgres, startPostgres, type FreshDatabase } from '@slipway/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runSlipway, startSlipway } from './run-slipway.ts'

const packages = fileURLToPath(new URL('../../', import.meta.url))
const installed = { cli: 'cli', 'adapter-sql': 'adapters/sql', 'driver-postgres': 'drivers/postgres' }
const config = `import { defineConfig } from '@slipway/cli'
import { sql } from '@slipway/adapter-sql'
import { postgres } from '@slipway/driver-postgres'

export default defineConfig({
  targets: {
    production: { driver: postgres({ url: process.env['DATABASE_URL'] }), adapter: sql({ locations: 'migrations' }) },
  },
})
`

let database: FreshDatabase
let folder: string

beforeEach(async () => {
  database = await freshDatabase(await sharedPostgres(16))
  folder = await mkdtemp(join(tmpdir(), 'slipway-real-'))
  await mkdir(join(folder, 'node_modules', '@slipway'), { recursive: true })
  await mkdir(join(folder, 'migrations'))
  for (const [name, path] of Object.entries(installed)) {
    await symlink(join(packages, path), join(folder, 'node_modules', '@slipway', name), 'junction')
  }
  await writeFile(join(folder, 'slipway.config.ts'), config)
})
afterEach(async () => {
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

const migration = (name: string, text: string) => writeFile(join(folder, 'migrations', name), text)
const slipway = (...argv: string[]) => runSlipway(argv, { cwd: folder, env: { DATABASE_URL: database.url } })

async function untilRunning(words: string, url: string = database.url): Promise<void> {
  const session = await postgres({ url }).connect()
  try {
    for (;;) {
      const { rows } = await session.execute({
        text: `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE $1 AND pid <> pg_backend_pid()`,
        params: [`%${words}%`],
      })
      if (rows.length > 0) return
      await sleep(50)
    }
  } finally {
    await session.close()
  }
}

test('a project with a configuration of its own: apply, status as JSON, rollback', async () => {
  await migration('V1__orders.sql', 'CREATE TABLE orders (id int);\n')
  await migration('U1__orders.sql', 'DROP TABLE orders;\n')
  expect(await slipway('apply', '--quiet')).toEqual({ exit: 0, out: '', err: '' })
  const { exit, out, err } = await slipway('status', '--json')
  expect({ exit, err }).toEqual({ exit: 0, err: '' })
  expect(JSON.parse(out)).toMatchObject({
    ok: true,
    result: { where: { target: 'production' }, counts: { applied: 1 } },
  })
  expect((await slipway('rollback', '--yes')).exit).toBe(0)
  expect((await slipway('status', '--exit-code')).exit).toBe(2)
})

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s cancels the statement on the server, journals the outcome and exits %i', async (signal, code) => {
  await migration('V1__slow.sql', 'CREATE TABLE slow (id int);\nSELECT pg_sleep(600);\n')
  const applying = startSlipway(['apply'], { cwd: folder, env: { DATABASE_URL: database.url } })
  await untilRunning('pg_sleep')
  applying.signal(signal)
  const { exit, err } = await applying.finished
  expect(exit).toBe(code)
  expect(err).toMatch(/✗ SW-/)
  expect((await slipway('status', '--exit-code')).exit).toBe(2)
  expect((await slipway('doctor')).out).not.toContain('UNKNOWN')
})

test('a refused statement: exit 5, its file and line, and nothing left behind', async () => {
  await migration(
    'V1__orders.sql',
    'CREATE TABLE orders (id int);\nINSERT INTO orders VALUES (1), (NULL);\nALTER TABLE orders ALTER COLUMN id SET NOT NULL;\n',
  )
  const { exit, out, err } = await slipway('apply')
  expect({ exit, out }).toEqual({ exit: 5, out: '' })
  expect(err).toContain('SW-STATEMENT-FAILED')
  expect(err).toContain('migrations/V1__orders.sql:3')
  expect((await slipway('status', '--exit-code')).exit).toBe(2)
})

test('a password that the server refuses is in no answer', async () => {
  const url = new URL(database.url)
  url.port = '1'
  url.password = 'canary-7f3'
  const { exit, out, err } = await runSlipway(['status', '--verbose'], { cwd: folder, env: { DATABASE_URL: url.href } })
  expect(exit).toBe(11)
  expect(err).toContain('SW-CONNECT')
  expect(out + err).not.toContain('canary-7f3')
})

test('a redo whose answer is lost halfway undoes nothing but what it chose', async () => {
  await migration('V1__create.sql', 'CREATE SEQUENCE hits;\nCREATE TABLE kept AS SELECT 1 AS id;\n')
  await slipway('apply')
  const end = 'CASE WHEN nextval($$hits$$) = 2 THEN pg_terminate_backend(pg_backend_pid()) END'
  await migration('V2__more.sql', `CREATE TABLE more AS SELECT 1 AS id;\nSELECT ${end};\n`)
  await slipway('apply')
  const redone = await slipway('redo', '--yes')
  expect(redone.exit).toBe(0)
  expect(redone.err).toContain('V2')
  expect(redone.err).not.toContain('V1')
  const { out } = await slipway('status')
  expect(out).toContain('2 applied')
})

test('a server that is gone for good does not make it say that nothing was changed', async () => {
  const server = await startPostgres({ version: 16 })
  try {
    const env = { DATABASE_URL: server.url }
    await migration('V1__create.sql', 'CREATE TABLE kept (id int);\n')
    await migration('V2__wait.sql', 'SELECT pg_sleep(60);\n')
    const applied = runSlipway(['apply'], { cwd: folder, env })
    await untilRunning('pg_sleep', server.url)
    await server.kill9()
    const { exit, err } = await applied
    expect(exit).toBe(11)
    expect(err).toContain('The connection was lost at work before that')
    expect(err).not.toContain('Nothing was changed')
  } finally {
    await server.stop()
  }
})

test('a script takes no role, setting or temporary table from one migration to the next', async () => {
  const role = `script_${database.url.split('/').at(-1)}`
  const session = await postgres({ url: database.url }).connect()
  try {
    await session.execute({ text: `CREATE ROLE "${role}"; GRANT CREATE ON SCHEMA public TO "${role}"` })
    await migration('V1__create.sql', `SET ROLE "${role}";\nCREATE TABLE things (id int);\n`)
    await migration('V2__sort.sql', 'CREATE TEMPORARY TABLE things (x int);\n')
    await migration('V3__note.sql', 'ALTER TABLE things ADD COLUMN note text;\n')
    const { out } = await slipway('plan', '--format', 'sql')
    await session.execute({ text: out.replaceAll(/^\\.*$/gm, '') })
    const columns = `SELECT FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'note'`
    expect((await session.execute({ text: columns })).affected).toBe(1)
    expect((await slipway('status')).out).toContain('3 applied')
  } finally {
    await session.execute({ text: `DROP OWNED BY "${role}"; DROP ROLE "${role}"` })
    await session.close()
  }
})
