import { freshDatabase, sharedMysql, sharedPostgres } from '@slipway/testkit'
import { expect, test } from 'vitest'
import { project } from './project.ts'

const knexfile = `module.exports = { client: process.env.DB.startsWith('mysql') ? 'mysql2' : 'pg', connection: process.env.DB }`
const made = "await knex.schema.createTable('made', (t) => { t.increments() })"
const body = (up: string): string =>
  `exports.up = async (knex) => {\n  ${made}\n  ${up}\n}\nexports.down = async () => {}\n`

test('what fails on PostgreSQL says where, why, and that it was undone', async () => {
  await using database = await freshDatabase(await sharedPostgres(16))
  const { run } = project({ 'package.json': '{}', 'knexfile.js': knexfile })
  const cases: readonly (readonly [up: string, code: string, what: readonly string[]])[] = [
    ["throw new Error('no service')", 'SW-CODE-FAILED', ['a.js:3: up threw: no service', 'was undone']],
    [
      "await knex('made').insert({ secret: 'hush' })",
      'SW-STATEMENT-FAILED',
      ['a.js:3: up: ', 'column "secret"', 'insert into "made" ("secret") values ($1)', 'was undone'],
    ],
    [
      "await knex('made').insert({ secret: 'hush' }).catch((cause) => { throw new Error(`wrapped: ${cause.message}`) })",
      'SW-CODE-FAILED',
      ['up threw: wrapped: insert into "made" ("secret") values ($1) - '],
    ],
    ['await knex.migrate.latest()', 'SW-CODE-FAILED', ['a.js:3', 'it calls knex.migrate', 'was undone']],
    [
      "await knex.transaction((trx) => trx.migrate.latest({ directory: './x' }))",
      'SW-CODE-FAILED',
      ['it calls knex.migrate'],
    ],
    [
      "const { Client } = require('pg'); const c = new Client(process.env.DB); await c.connect(); await c.query('create table past ()')",
      'SW-CODE-FAILED',
      ['opens a connection of its own to', 'was undone'],
    ],
    [
      "const other = require('knex')({ client: 'pg', connection: process.env.DB }); try { await other.raw('create table past ()') } catch {} finally { await other.destroy() }",
      'SW-CODE-FAILED',
      ['opens a connection of its own to', 'was undone'],
    ],
    ['await knex.rollback()', 'SW-CODE-FAILED', ['rolled its transaction back']],
    ["await knex.raw('commit')", 'SW-TRANSACTION', ['COMMIT inside a transaction']],
  ]
  const steps = cases.flatMap(([up]) => [
    { do: 'write', path: 'migrations/a.js', text: body(up) },
    { do: 'apply' },
    { do: 'status' },
    { do: 'tables' },
  ])
  const outcomes = await run(steps, { url: database.url, env: { DB: database.url } })
  for (const [index, [up, code, what]] of cases.entries()) {
    const [, applied, states, tables] = outcomes.slice(index * 4) as readonly { readonly message: string }[]
    expect([states, tables], up).toEqual([[['a.js', 'pending']], []])
    expect(applied, up).toMatchObject({ code })
    for (const part of what) expect(applied?.message, up).toContain(part)
    expect(JSON.stringify(applied)).not.toContain('hush')
  }
})

test('outside a transaction a failure leaves what it had sent, and nobody guesses', async () => {
  const servers = { pg: await sharedPostgres(16), mysql: await sharedMysql('8.0') }
  for (const [name, server] of Object.entries(servers)) {
    await using database = await freshDatabase(server)
    const config = name === 'pg' ? 'exports.config = { transaction: false }\n' : ''
    const { run, write } = project({ 'package.json': '{}', 'knexfile.js': knexfile })
    write({ 'migrations/a.js': config + body("throw new Error('no service')") })
    const outcomes = await run([{ do: 'apply' }, { do: 'status' }, { do: 'tables' }], {
      url: database.url,
      env: { DB: database.url },
    })
    expect(outcomes, name).toMatchObject([{ code: 'SW-UNKNOWN' }, [['a.js', 'unknown']], ['made']])
    expect((outcomes[0] as { message: string }).message).toContain('no service')
  }
})

test('a secret that code puts into a statement is sent, and neither journalled nor told', async () => {
  const servers = { pg: await sharedPostgres(16), mysql: await sharedMysql('8.0') }
  const sends = {
    pg: "await knex.raw(`comment on table made is '${process.env.APP_PASSWORD}'`)",
    mysql: "await knex.raw('alter table made comment ?', [process.env.APP_PASSWORD])",
  }
  for (const [name, send] of Object.entries(sends)) {
    await using database = await freshDatabase(servers[name as keyof typeof servers])
    const config = name === 'pg' ? 'exports.config = { transaction: false }\n' : ''
    const fails = 'await knex.raw(`select nothing as "${process.env.APP_PASSWORD}" from nowhere`)'
    const { run, write } = project({ 'package.json': '{}', 'knexfile.js': knexfile })
    write({ 'migrations/a.js': config + body(`${send}\n  ${fails}`) })
    const outcomes = await run([{ do: 'apply' }, { do: 'history' }], {
      url: database.url,
      env: { DB: database.url, APP_PASSWORD: 'not to be told' },
    })
    expect(outcomes[0], name).toMatchObject({ code: 'SW-UNKNOWN' })
    expect(JSON.stringify(outcomes), name).toContain('***')
    expect(JSON.stringify(outcomes), name).not.toContain('not to be told')
  }
})

test('outside a transaction a migration has its own transactions, and CONCURRENTLY', async () => {
  await using database = await freshDatabase(await sharedPostgres(16))
  const { run } = project({
    'package.json': '{ "type": "module" }',
    'knexfile.mjs':
      "export default async () => ({ client: 'pg', connection: process.env.DB, searchPath: ['app', 'public'] })",
    'migrations/b.js': `export const config = { transaction: false }
export async function up(knex) {
  ${made}
  await knex.transaction(async (trx) => { await trx('made').insert({ id: 1 }) })
  await knex.transaction(async (trx) => { await trx('made').insert({ id: 2 }); throw new Error('not this one') }).catch(() => 0)
  await knex.transaction(async (trx) => {
    await trx.transaction(async (inner) => { await inner('made').insert({ id: 3 }); throw new Error('nor this') }).catch(() => 0)
    await trx('made').insert({ id: 4 })
  })
  await knex.raw('create index concurrently made_id on made (id)')
  const rows = await knex('made').orderBy('id').pluck('id')
  if (rows.join() !== '1,4') throw new Error('found ' + rows.join())
  const { rows: [{ place }] } = await knex.raw("select 'made'::regclass::oid::regclass::text as place")
  const { rows: [{ schema }] } = await knex.raw("select relnamespace::regnamespace::text as schema from pg_class where oid = 'made'::regclass")
  if (schema !== 'app') throw new Error(place + ' is in ' + schema)
}
export async function down(knex) { await knex.schema.dropTable('made') }
`,
  })
  const schema = { do: 'sql', text: 'CREATE SCHEMA app' }
  const outcomes = await run([schema, { do: 'apply' }, { do: 'status' }, { do: 'rollback' }, { do: 'tables' }], {
    url: database.url,
    env: { DB: database.url },
  })
  expect(outcomes).toEqual([[], ['b.js'], [['b.js', 'applied']], ['b.js'], []])
})
