import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freshDatabase, sharedPostgres, type FreshDatabase } from '@slipway/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runSlipway } from '../../cli/test/run-slipway.ts'

const packages = fileURLToPath(new URL('../../', import.meta.url))
const installed = {
  '@slipway/cli': 'cli',
  '@slipway/adapter-knex': 'adapters/knex',
  '@slipway/driver-postgres': 'drivers/postgres',
}
const fromAdapter = createRequire(join(packages, 'adapters/knex/package.json'))
interface KnexPackage {
  knex(config: object): { readonly migrate: { up(): Promise<unknown> }; destroy(): Promise<void> }
}

const files: Readonly<Record<string, string>> = {
  'slipway.config.ts': `import { defineConfig } from '@slipway/cli'
import { knex } from '@slipway/adapter-knex'
import { postgres } from '@slipway/driver-postgres'

const project = await knex({ knexfile: './knexfile.mjs' })

export default defineConfig({ targets: { shop: { adapter: project, driver: postgres(project.connection()) } } })
`,
  'knexfile.mjs': `export default { client: 'pg', connection: process.env.DATABASE_URL, migrations: { directory: './migrations' } }
`,
  'migrations/0_create_orders.js': `exports.up = async (knex) => {
  await knex.schema.createTable('orders', (table) => {
    table.increments()
    table.text('note')
  })
  await knex('orders').insert([{ note: 'one' }, { note: 'two' }])
}
exports.down = (knex) => knex.schema.dropTable('orders')
`,
  'migrations/1_add_state.js': `exports.up = async (knex) => {
  console.log('not on the output of a plan')
  await knex.schema.alterTable('orders', (table) => table.enu('state', ['new', 'paid'], { useNative: true, enumName: 'order_state' }))
  await knex('orders').whereNull('state').update({ state: 'new' })
}
exports.down = async (knex) => {
  await knex.schema.alterTable('orders', (table) => table.dropColumn('state'))
  await knex.raw('DROP TYPE order_state')
}
`,
  'migrations/2_index_state.js': `exports.config = { transaction: false }
exports.up = (knex) => knex.raw('CREATE INDEX CONCURRENTLY orders_state ON orders (state)')
exports.down = (knex) => knex.raw('DROP INDEX CONCURRENTLY orders_state')
`,
  'migrations/3_copy_notes.js': `exports.up = async (knex) => {
  for (const { id } of await knex('orders').select('id')) await knex('orders').where({ id }).update({ note: 'n' })
}
exports.down = async () => {}
`,
  'migrations/4_drop_note.js': `exports.up = async (knex) => {
  await knex.schema.alterTable('orders', (table) => table.dropColumn('note'))
}
exports.down = (knex) => knex.schema.alterTable('orders', (table) => table.text('note'))
`,
}

let database: FreshDatabase
let folder: string

beforeAll(async () => {
  database = await freshDatabase(await sharedPostgres(16))
  folder = await mkdtemp(join(tmpdir(), 'slipway-recorded-'))
  const modules = join(folder, 'node_modules')
  await mkdir(join(modules, '@slipway'), { recursive: true })
  await mkdir(join(folder, 'migrations'))
  for (const [name, path] of Object.entries(installed))
    await symlink(join(packages, path), join(modules, name), 'junction')
  for (const name of ['knex', 'pg']) {
    await symlink(dirname(fromAdapter.resolve(`${name}/package.json`)), join(modules, name), 'junction')
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  const knex = (fromAdapter('knex') as KnexPackage).knex({
    client: 'pg',
    connection: database.url,
    migrations: { directory: join(folder, 'migrations') },
  })
  await knex.migrate.up()
  await knex.destroy()
})
afterAll(async () => {
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

const slipway = (...argv: string[]) => runSlipway(argv, { cwd: folder, env: { DATABASE_URL: database.url } })

test('a plan shows the SQL of knex migrations, and what nobody can tell says why', async () => {
  const { out, err } = await slipway('plan', '--out', 'plan.json')
  expect(err).toBe('')
  expect(
    out
      .split('\n')
      .slice(1)
      .join('\n')
      .replaceAll(/sha256 [0-9a-f]+/g, 'sha256 …'),
  ).toMatchInlineSnapshot(`
    "
    1  1_add_state.js  add state   reverse: written, not proved
       in one transaction, with its journal entry
         create type "order_state" as enum ('new', 'paid')
         alter table "orders" add column "state" "order_state"   ACCESS EXCLUSIVE on orders, instant
         update "orders" set "state" = 'new' where "state" is null
       undo  the down that its author wrote
    2  2_index_state.js  index state   reverse: written, not proved
       outside a transaction (the migration asks for no transaction); intent and outcome are journalled · if interrupted: nobody can tell, so Slipway stops and asks
         CREATE INDEX CONCURRENTLY orders_state ON orders (state)   scans the table
       undo  the down that its author wrote
       ! SW-UNKNOWABLE   migrations/2_index_state.js:2   accepted: as under knex: the project asks for no transaction
         code runs outside a transaction: if it is interrupted, nobody can tell whether it took effect.
    3  3_copy_notes.js  copy notes   reverse: none (claimed)
       in one transaction, with its journal entry
         run up of migrations/3_copy_notes.js
       undo  no way back: what code does is known only by running it
       ! SW-CODE   migrations/3_copy_notes.js:1
         What up of migrations/3_copy_notes.js sends is not known before it runs: it reads rows: select "id"
         from "orders".
       ! SW-NO-REVERSE   migrations/3_copy_notes.js:1
         No way back: what code does is known only by running it.
    4  4_drop_note.js  drop note   reverse: written, not proved
       in one transaction, with its journal entry
         alter table "orders" drop column "note"   ACCESS EXCLUSIVE on orders, instant
       undo  the down that its author wrote
       ✗ SW-DATA-LOSS   migrations/4_drop_note.js:2
         The values of public.orders.note are gone for good: a rollback brings the column back empty. First
         deploy code that no longer uses it.
           accept it in the file   // slipway:allow SW-DATA-LOSS the reason
           or for one run          slipway apply --allow SW-DATA-LOSS="the reason"
         more: slipway explain SW-DATA-LOSS

    SQL of 1, 2 and 4 was recorded by knex's own compiler, without a database.
    lock_timeout 2 s, 10 tries in 3 min, deploy-lock wait 60 s
    Saved plan.json (sha256 …). As it is, apply refuses it: 1 hazard not accepted. Nothing was changed.
    "
  `)
  const markdown = await slipway('plan', '--format', 'markdown')
  expect(markdown.out).toContain(
    "SQL of `1_add_state.js`, `2_index_state.js`, `4_drop_note.js` was recorded by knex's own compiler",
  )
  expect(markdown.out).toContain('alter table "orders" drop column "note";')
  const { result } = JSON.parse((await slipway('plan', '--json')).out) as { result: { plan: unknown } }
  expect(result.plan).toEqual(JSON.parse(await readFile(join(folder, 'plan.json'), 'utf8')))
})

test('what recorded SQL would destroy is refused, whatever a plan file says of it', async () => {
  const plan = JSON.parse(await readFile(join(folder, 'plan.json'), 'utf8')) as { observed: Record<string, unknown> }
  await writeFile(
    join(folder, 'quiet.json'),
    JSON.stringify({ ...plan, observed: { ...plan.observed, hazards: [], code: {} } }),
  )
  const refused = await slipway('apply', 'quiet.json', '--allow', 'SW-UNKNOWABLE=tried before')
  expect(refused.err).toContain('migrations/4_drop_note.js:2: SW-DATA-LOSS')
  expect(refused.exit).toBe(3)
})

test('what a rehearsal saw goes before what knex makes of it without a database', async () => {
  expect(await slipway('rehearse', '3_copy_notes.js')).toMatchObject({ exit: 0 })
  const { out } = await slipway('plan')
  expect(out).toContain('select "id" from "orders"')
  expect(out).not.toContain('SW-CODE')
  expect(out).toContain('SQL of 3 was recorded by running it with knex on a scratch database.')
  expect(out).toContain("SQL of 1, 2 and 4 was recorded by knex's own compiler, without a database.")
  await writeFile(join(folder, 'migrations/3_copy_notes.js'), `${files['migrations/3_copy_notes.js']}// edited\n`)
  expect((await slipway('plan')).out).toContain('SW-CODE')
})

test('a migration whose file got another extension is the same one', async () => {
  expect(await slipway('apply', '--to', '1_add_state.js')).toMatchObject({ exit: 0 })
  await rename(join(folder, 'migrations/1_add_state.js'), join(folder, 'migrations/1_add_state.cjs'))
  expect((await slipway('plan', '--to', '2_index_state.js')).out).toMatch(
    /2 applied, 1 pending\n\n1 {2}2_index_state\.js/,
  )
  expect(await slipway('apply', '--to', '2_index_state.js')).toMatchObject({ exit: 0 })
  expect(await slipway('verify')).toMatchObject({ exit: 0 })
  expect((await slipway('history')).out).toContain('1_add_state.js is called 1_add_state.cjs now')
})
