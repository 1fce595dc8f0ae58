import { freshDatabase, sharedPostgres, startPostgres, type FreshDatabase } from '@slipway/testkit'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Session } from '@slipway/core/plugin'
import { postgres } from '../src/index.ts'
import { refusal } from './fixtures/values.ts'

describe.each([13, 15, 18] as const)('a scratch on PostgreSQL %i', (version) => {
  let database: FreshDatabase
  let admin: Session
  const scratch = (nonce: string, extensions: readonly string[] = []) =>
    postgres({ url: database.url }).scratch!(`${database.name}${nonce}`, { extensions })

  beforeEach(async () => {
    database = await freshDatabase(await sharedPostgres(version))
    admin = await postgres({ url: database.url }).connect()
  })
  afterEach(async () => {
    await admin.close()
    await database.drop()
  })

  const left = async () =>
    (
      await admin.execute({
        text: `SELECT datname::text AS name FROM pg_database WHERE datname LIKE $1 UNION ALL SELECT rolname::text FROM pg_roles WHERE rolname LIKE $1`,
        params: [`slipway\\_scratch\\_${database.name}%`],
      })
    ).rows

  test('is entered by its own role, and gone when dropped', async () => {
    const made = await scratch('a', ['citext'])
    const session = await made.driver.connect()
    const { rows } = await session.execute({
      text: `SELECT current_user::text AS role, current_database()::text AS database, usesuper, usecreatedb FROM pg_user WHERE usename = current_user`,
    })
    expect(rows).toEqual([{ role: made.name, database: made.name, usesuper: false, usecreatedb: false }])
    await session.execute({ text: 'CREATE TABLE t (name citext)' })
    const named = (await postgres({ url: database.url }).leftovers!(admin)).map(({ object }) => object)
    expect(named).toContain(`database:${made.name}`)
    await made.driver.journal(session, 'app').prepare()
    expect(Object.keys((await session.inspect()).objects)).toContain('table:public.t')
    expect(await refusal(session.execute({ text: 'CREATE DATABASE other' }))).toMatchObject({ code: 'SW-PERMISSION' })

    const app = new Client({ connectionString: made.url })
    await app.connect()
    expect((await app.query('SELECT count(*)::int AS n FROM t')).rows).toEqual([{ n: 0 }])
    app.on('error', () => undefined)
    await made.drop()
    expect(await left()).toEqual([])
    await session.close()
  })

  test('is not dropped when a mark is not its own', async () => {
    const made = await scratch('b')
    await admin.execute({ text: `COMMENT ON DATABASE ${made.name} IS 'production'` })
    expect(await refusal(made.drop())).toMatchObject({ code: 'SW-SCOPE' })
    expect(await left()).toHaveLength(2)
    await admin.execute({ text: `DROP DATABASE ${made.name}` })
    await made.drop()
    expect(await left()).toEqual([])
  })

  test('leaves nothing behind when it cannot be finished', async () => {
    expect(await refusal(scratch('c', ['no_such_extension']))).toMatchObject({ code: 'SW-STATEMENT-FAILED' })
    expect(await left()).toEqual([])
  })

  test('needs two rights, and says so', async () => {
    const role = `maker_${database.name}`
    const url = new URL(database.url)
    url.username = role
    url.password = 'canary'
    await admin.execute({ text: `CREATE ROLE ${role} LOGIN PASSWORD 'canary'` })
    const driver = postgres({ url: url.href })
    const nonce = `${database.name}d`
    expect(await refusal(driver.scratch!(nonce))).toMatchObject({
      code: 'SW-PERMISSION',
      hint: expect.stringContaining('CREATEDB CREATEROLE'),
    })
    await admin.execute({ text: `ALTER ROLE ${role} CREATEDB CREATEROLE` })
    const made = await driver.scratch!(nonce)
    await made.drop()
    expect(await left()).toEqual([])
    await admin.execute({ text: `DROP ROLE ${role}` })
  })
})

test("the scratch's password is not in the server's log", async () => {
  await using server = await startPostgres({ version: 15, logStatements: true })
  const made = await postgres({ url: server.url }).scratch!('log')
  const session = await made.driver.connect()
  await session.close()
  await made.drop()
  const log = await server.log()
  expect(log).toContain('CREATE ROLE "slipway_scratch_log"')
  expect(log).not.toContain(new URL(made.url).password)
  expect(log).not.toContain(new URL(server.url).password)
})
