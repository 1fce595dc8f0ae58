import { createRequire } from 'node:module'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RecordedCode, ServerFacts } from '@slipway/core/plugin'
import type { Knex } from 'knex'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { KnexModule } from '../src/project/knex-module.ts'
import { recordCode } from '../src/record/record-code.ts'
import { secretsOf } from '../src/record/secrets-of.ts'
import { openPlace, servers, type Place } from './bridge-place.ts'

const load = createRequire(import.meta.url)
const knex: KnexModule = { create: load('knex').knex, version: '3.3.0', folder: '' }

const facts: Readonly<Record<(typeof servers)[number], ServerFacts>> = {
  PostgreSQL: factsOf('postgres', '16.14'),
  MySQL: factsOf('mysql', '8.0.31'),
  MariaDB: factsOf('mariadb', '10.11.19'),
}

function factsOf(flavor: string, version: string): ServerFacts {
  return { flavor, version, versionNumber: 0, topology: 'primary', pooled: false, settings: {} }
}

/** The module of a migration file whose body is this. */
function file(body: string): { path: string; migration: { up: (db: unknown) => unknown } } {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-knex-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, '1_it.cjs')
  writeFileSync(path, `exports.up = async (knex) => {\n${body}\n}\n`)
  return { path, migration: load(path) }
}

async function record(
  body: string,
  {
    server = 'PostgreSQL',
    transaction = true,
    config = {},
    env = {},
  }: Partial<{
    server: (typeof servers)[number]
    transaction: boolean
    config: Knex.Config
    env: Record<string, string>
  }> = {},
): Promise<RecordedCode> {
  const { path, migration } = file(body)
  return recordCode({
    knex,
    config: { client: server === 'PostgreSQL' ? 'pg' : 'mysql2', ...config },
    run: (db) => migration.up(db),
    transaction,
    path,
    file: 'migrations/1_it.cjs',
    server: facts[server],
    secrets: secretsOf(env),
  })
}

const texts = (recorded: RecordedCode): readonly string[] =>
  recorded.by === 'nothing' ? [recorded.why] : recorded.statements.map(({ text }) => text)

const shop = `
  await knex.schema.createTable('customers', (table) => {
    table.increments()
    table.string('name', 80).notNullable().defaultTo("O'Neil ? \\\\ 50%")
    table.enu('state', ['new', 'old']).notNullable().defaultTo('new')
    table.decimal('credit', 10, 2)
    table.json('extra')
    table.timestamps(true, true)
    table.unique(['name', 'state'])
  })
  await knex.schema.createTable('orders', (table) => {
    table.increments()
    table.integer('customer').unsigned().references('customers.id').onDelete('CASCADE')
    table.text('note')
    table.dateTime('at')
    table.index('customer')
  })
  await knex('customers').insert([{ name: 'a?b', credit: 1.5 }, { name: "it's", extra: JSON.stringify({ a: ['?'] }) }])
  await knex.batchInsert('orders', [{ customer: 1, note: 'one' }, { customer: 2, note: null }], 1)
  await knex('orders').where({ customer: 2 }).whereNull('note').update({ note: 'back\\\\slash', at: new Date(0) })
  await Promise.all([knex('orders').where('id', 1).del(), knex('customers').where('id', '>', 100).del()])
  await knex.schema.alterTable('orders', (table) => {
    table.string('code', 10)
    table.dropColumn('at')
  })
  await knex.transaction(async (inner) => {
    await inner('orders').update({ code: inner.raw('upper(note)') })
  })
  await knex.raw('UPDATE orders SET code = ? WHERE ?? = ?', ['x', 'id', 2])
  return knex('orders').select('id')
`

describe.each(servers)('recording for %s', (server) => {
  let real: Place
  let replayed: Place
  beforeAll(async () => {
    real = await openPlace(server)
    replayed = await openPlace(server)
  })
  afterAll(async () => {
    await real[Symbol.asyncDispose]()
    await replayed[Symbol.asyncDispose]()
  })

  test('what was recorded makes the same as knex itself', async () => {
    const recorded = await record(shop, { server, transaction: false })
    expect([recorded.by, recorded.by === 'nothing' && recorded.why]).toEqual(['compiler', false])
    const { migration } = file(shop)
    await migration.up(real.knex())
    if (recorded.by !== 'nothing') {
      const client = replayed.knex({ pool: { min: 1, max: 1 } })
      for (const { text } of recorded.statements) await client.raw(text.replaceAll('?', '\\?'))
    }
    const state = async ({ session, knex: open }: Place): Promise<unknown> => {
      const db = open()
      const rows = [await db('customers').select('name', 'state', 'credit', 'extra'), await db('orders').select('*')]
      return { schema: (await session.inspect()).objects, rows }
    }
    expect(await state(replayed)).toEqual(await state(real))
  })
})

describe('recorded code', () => {
  test('says where each statement is asked for', async () => {
    const recorded = await record(`
      await knex.schema.dropTable('a')

      await knex('b')
        .where('id', 1)
        .del()`)
    expect(recorded).toEqual({
      by: 'compiler',
      statements: [
        { text: 'drop table "a"', at: { file: 'migrations/1_it.cjs', line: 3 } },
        { text: 'delete from "b" where "id" = 1', at: { file: 'migrations/1_it.cjs', line: 5 } },
      ],
    })
  })

  test('is what the environment of the knexfile makes of it', async () => {
    const wrapIdentifier = (name: string, original: (name: string) => string): string => original(name.toUpperCase())
    const postProcessResponse = (): never => {
      throw new Error('there is no answer')
    }
    const connection = { host: '127.0.0.1', charset: 'latin1' }
    const config = { wrapIdentifier, postProcessResponse, connection }
    expect(
      texts(await record(`await knex.schema.createTable('a', (t) => t.string('b'))`, { server: 'MySQL', config })),
    ).toEqual(['create table `A` (`B` varchar(255)) default character set latin1'])
    expect(texts(await record(`await knex.schema.alterTable('a', (t) => t.setNullable('b'))`))).toEqual([
      'alter table "a" alter column "b" drop not null',
    ])
  })

  test('keeps the borders that its author sets', async () => {
    const body = `await knex.transaction((trx) => trx('a').del())`
    expect(texts(await record(body, { transaction: false }))).toEqual(['BEGIN', 'delete from "a"', 'COMMIT'])
    expect(texts(await record(body))).toEqual([
      expect.stringMatching(/^SAVEPOINT trx/),
      'delete from "a"',
      expect.stringMatching(/^RELEASE SAVEPOINT trx/),
    ])
  })

  test('does not show what the environment keeps secret', async () => {
    const env = { ADMIN_PASSWORD: 'hunter22', NODE_ENV: 'production' }
    const body = `await knex('users').insert({ name: 'hunter22', stage: 'production' })`
    expect(texts(await record(body, { env }))).toEqual([
      `insert into "users" ("name", "stage") values ('***', 'production')`,
    ])
    expect(texts(await record(`throw new Error('no hunter22')`, { env }))).toEqual([
      'without a database it fails: no ***',
    ])
  })

  test.each([
    [
      `for (const row of await knex('users').select('id')) await knex('x').del()`,
      'it reads rows: select "id" from "users"',
    ],
    [
      `const rows = await knex('users'); if (rows.length === 0) await knex('x').del()`,
      'it reads rows: select * from "users"',
    ],
    [`if (await knex('users').first()) await knex('x').del()`, 'it reads rows: select * from "users" limit ?'],
    [
      `const ids = await knex('users').pluck('id'); await knex('x').whereIn('id', ids).del()`,
      'it reads rows: select "id" from "users"',
    ],
    [
      `const [{ id }] = await knex('users').insert({ name: 'a' }).returning('id')`,
      'it goes by what a statement answers: insert into "users" ("name") values (?) returning "id"',
    ],
    [`const { rows } = await knex.raw('SELECT 1')`, 'it goes by what a statement answers: SELECT 1'],
    [
      `while (true) { if ((await knex('users').del()) < 100) break }`,
      'it goes by what a statement answers: delete from "users"',
    ],
    [`while (true) { if ((await knex('users').del()) === 0) break }`, 'it sends more than 5000 statements'],
    [
      `if (!(await knex.schema.hasTable('a'))) await knex('x').del()`,
      'it asks the database what is there: select * from information_schema.tables where table_name = ? and table_schema =…',
    ],
    [
      `try { await knex.schema.hasColumn('a', 'b') } catch { await knex('x').del() }`,
      'it asks the database what is there: select * from information_schema.columns where table_name = ? and column_name =…',
    ],
    [`for await (const row of knex('users').stream()) void row`, 'it reads rows: select * from "users"'],
    [
      `void knex('users').first().then(() => {}); await knex('x').del()`,
      'it reads rows: select * from "users" limit ?',
    ],
    [`throw new Error('not on this server')`, 'without a database it fails: not on this server'],
    [
      `await knex.schema.createTable('a', (table) => table.nothing())`,
      'without a database it fails: table.nothing is not a function',
    ],
    [
      `require('node:child_process').spawnSync; require('node:child_process').spawn('true')`,
      'it starts another program',
    ],
  ])('does not guess: %s', async (body, why) => {
    expect(await record(body)).toEqual({ by: 'nothing', why })
  })

  test('does not guess what knex itself looks up on MySQL', async () => {
    const body = `await knex.schema.alterTable('a', (table) => table.renameColumn('b', 'c'))`
    expect(await record(body, { server: 'MySQL' })).toEqual({
      by: 'nothing',
      why: 'it asks the database what is there: show full fields from `a` where field = ?',
    })
  })

  test('reaches no server by a way of its own', async () => {
    const met = vi.fn()
    const server = createServer(met).listen(0, '127.0.0.1')
    await new Promise((listening) => server.once('listening', listening))
    onTestFinished(() => void server.close())
    const port = (server.address() as { port: number }).port
    const body = `
      const other = require(${JSON.stringify(load.resolve('knex'))})
      const own = other({ client: 'pg', connection: { host: '127.0.0.1', port: ${port} }, pool: { min: 0 } })
      await own('users').del()`
    expect(await record(body)).toEqual({
      by: 'nothing',
      why: `it opens a connection of its own, to 127.0.0.1:${port}`,
    })
    expect(met).not.toHaveBeenCalled()
  })
})
