import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freshDatabase, sharedMariadb, sharedPostgres, type FreshDatabase } from '@slipway/testkit'
import { afterEach, expect, test } from 'vitest'
import { startSlipway } from '../src/child.ts'

const repository = fileURLToPath(new URL('../../', import.meta.url))

let database: FreshDatabase
let folder: string

afterEach(async () => {
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}

const table = (
  n: number,
) => `export const up = (knex) => knex.schema.createTable('k${n}', (t) => { t.increments('id') })
export const down = (knex) => knex.schema.dropTable('k${n}')
`

/** Runs the project's own knex, as its application would, and answers what is applied and what is pending. */
const script = `import knex from 'knex'
import config from './knexfile.ts'
const k = knex(config.staging)
for (const verb of process.argv.slice(2)) await k.migrate[verb]()
console.log(JSON.stringify((await k.migrate.list()).map((list) => list.map((one) => one.name ?? one.file))))
await k.destroy()
`

async function makeProject(client: string, driver: string): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'slipway-knex-'))
  const connection = client === 'pg' ? 'process.env.KNEX_URL' : 'parts'
  await write({
    'package.json': JSON.stringify({
      type: 'module',
      dependencies: { knex: '3.3.0' },
      devDependencies: { '@slipway/cli': '*', '@slipway/adapter-knex': '*', [`@slipway/driver-${driver}`]: '*' },
    }),
    'knexfile.ts': `const { hostname: host, port, username: user, password, pathname } = new URL(process.env.KNEX_URL as string)
const parts = { host, port: Number(port), user, password, database: pathname.slice(1) }
const migrations = { directory: './db/migrations' }
export default {
  staging: { client: '${client}', connection: ${connection}, migrations },
  production: { client: '${client}', connection: process.env.NOT_SET, migrations },
}
`,
    'knex.mjs': script,
    ...Object.fromEntries(
      [1, 2, 3, 4].map((n) => [
        `db/migrations/2026010${n}_t${n}.${n === 3 ? 'ts' : 'js'}`,
        n === 3 ? table(n).replaceAll('(knex)', '(knex: any)') : table(n),
      ]),
    ),
  })
  await mkdir(join(folder, 'node_modules/@slipway'), { recursive: true })
  const slipway = { cli: 'cli', 'adapter-knex': 'adapters/knex', [`driver-${driver}`]: `drivers/${driver}` }
  for (const [name, path] of Object.entries(slipway))
    await symlink(join(repository, path), join(folder, 'node_modules/@slipway', name))
  const theirs = join(repository, 'adapters/knex/node_modules')
  for (const name of ['knex', client]) await symlink(join(theirs, name), join(folder, 'node_modules', name))
}

const env = () => ({ KNEX_URL: database.url })

async function knex(...verbs: readonly string[]): Promise<readonly [readonly string[], readonly string[]]> {
  const child = spawn(process.execPath, ['--no-warnings', 'knex.mjs', ...verbs], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...env() },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  await once(child, 'close')
  return JSON.parse(out) as readonly [readonly string[], readonly string[]]
}

async function slipway(...argv: readonly string[]) {
  const { code, stdout, stderr } = await startSlipway([...argv, '--target', 'staging'], { cwd: folder, env: env() })
    .ended
  const err = stderr
    .replaceAll(/\d+(\.\d+)? m?s\b/g, 'N s')
    .replaceAll(/(PostgreSQL|MariaDB) \S+/g, '$1')
    .replaceAll(new URL(database.url).host, 'HOST')
    .replaceAll(database.name, 'shop')
  return { exit: code, out: stdout, err }
}

const [one, two, three, four] = ['20260101_t1.js', '20260102_t2.js', '20260103_t3.ts', '20260104_t4.js'] as const

test('a Knex project is adopted, used by both, and left, and knex agrees at every moment', async () => {
  database = await freshDatabase(await sharedPostgres(16))
  await makeProject('pg', 'postgres')
  expect(await knex('up', 'up')).toEqual([
    [one, two],
    [three, four],
  ])

  const adopted = await slipway('adopt', '--yes')
  expect(adopted.err).toMatchInlineSnapshot(`
    "staging · PostgreSQL · HOST/shop · knex 3.3.0, environment "staging" of knexfile.ts

    Files     4 in db/migrations (3 .js, 1 .ts); read, not run. knexfile.ts was loaded: it is configuration.
    History   knex_migrations lists 2 migrations in 2 batches; its lock is free
    Agree     2 applied, 2 pending
    Notice    knex runs all pending in one transaction; Slipway runs one for each (keep it: transaction: 'batch')
              knex.migrate called by the application at its start would run what is pending past Slipway: let it wait for
              slipway status --wait instead

    Will be written, after a yes
      slipway.config.ts   12 lines, no secret: the connection stays in knexfile.ts
      schema "slipway"    3 tables in shop: journal, lease, checkpoint; 2 entries "applied by knex"
      knex_migrations     unchanged
      db/migrations       unchanged
    To leave, any day: slipway leave --target staging   (writes back what is missing, then drops the schema "slipway"; knex carries on)

    ✓ adopted in N s · asked again, knex and Slipway agree: 2 applied, 2 pending
    Next: slipway plan --target staging
    "
  `)
  expect(adopted.exit).toBe(0)
  expect(await knex()).toEqual([
    [one, two],
    [three, four],
  ])

  expect((await slipway('apply')).exit).toBe(0)
  expect(await knex()).toEqual([[one, two, three, four], []])
  expect((await slipway('rollback', '--yes')).exit).toBe(0)
  expect(await knex()).toEqual([
    [one, two],
    [three, four],
  ])
  expect(await knex('latest')).toEqual([[one, two, three, four], []])
  expect((await slipway('status', '--exit-code')).exit).toBe(0)
  expect(await knex('rollback')).toEqual([
    [one, two],
    [three, four],
  ])
  expect((await slipway('status', '--exit-code')).exit).toBe(2)

  const left = await slipway('leave', '--yes')
  expect(left.exit).toBe(0)
  expect(left.err).toContain('knex carries on: 2 applied, 2 pending')
  expect(await knex('latest')).toEqual([[one, two, three, four], []])
})

test('a Knex project is imported as plain SQL, and what knex applied does not run again', async () => {
  database = await freshDatabase(await sharedPostgres(16))
  await makeProject('pg', 'postgres')
  await knex('up', 'up')
  await symlink(join(repository, 'adapters/sql'), join(folder, 'node_modules/@slipway/adapter-sql'))
  expect((await slipway('import', '--from', 'knex', '--yes')).err).toContain(
    '2 arrived as applied · 2 applied, 2 pending',
  )
  expect(await readFile(join(folder, 'migrations/V20260103__t3.sql'), 'utf8')).toBe(
    'create table "k3" ("id" serial primary key);\n',
  )
  const config = await readFile(join(folder, 'slipway.config.ts'), 'utf8')
  await write({ 'slipway.config.ts': config.replaceAll('STAGING_DATABASE_URL', 'KNEX_URL') })
  expect((await slipway('apply')).err).toContain('2 applied as batch')
  expect((await slipway('rollback', '--yes')).exit).toBe(0)
  expect(await knex()).toEqual([
    [one, two],
    [three, four],
  ])
})

test('on MariaDB too', async () => {
  database = await freshDatabase(await sharedMariadb('10.11'))
  await makeProject('mysql2', 'mysql')
  expect(await knex('up', 'up')).toEqual([
    [one, two],
    [three, four],
  ])
  const adopted = await slipway('adopt', '--yes')
  expect(adopted.err).toContain('asked again, knex and Slipway agree: 2 applied, 2 pending')
  expect((await slipway('apply')).err).toContain('2 applied as batch')
  expect(await knex()).toEqual([[one, two, three, four], []])
  expect((await slipway('leave', '--yes')).err).toContain('knex carries on: 4 applied, 0 pending')
  expect(await knex('rollback')).toEqual([
    [one, two],
    [three, four],
  ])
})
