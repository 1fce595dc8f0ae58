import { createConnection, type RowDataPacket } from 'mysql2/promise'
import { startMariadb, startMysql, type FreshDatabase } from '@slipway/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Session } from '@slipway/core/plugin'
import { mysql } from '../src/index.ts'
import { servers, urlFor } from './fixtures/servers.ts'
import { refusal } from './fixtures/values.ts'

describe.each(servers)('a scratch on %s', (_name, fresh) => {
  let database: FreshDatabase
  let admin: Session
  const nonce = () => database.name.slice(2)
  const scratch = () => mysql({ url: database.url }).scratch!(nonce())

  beforeEach(async () => {
    database = await fresh()
    admin = await mysql({ url: database.url }).connect()
  })
  afterEach(async () => {
    await admin.close()
    await database.drop()
  })

  const left = async () =>
    (
      await admin.execute({
        text: 'SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ? UNION ALL SELECT User FROM mysql.user WHERE User = ?',
        params: [`slipway_scratch_${nonce()}`, `slipway_scratch_${nonce()}`],
      })
    ).rows

  test('is entered by its own user, who has rights nowhere else, and gone when dropped', async () => {
    const made = await scratch()
    const session = await made.driver.connect()
    const { rows } = await session.execute({ text: 'SELECT DATABASE() AS db, CURRENT_USER() AS user' })
    expect(rows).toEqual([{ db: made.name, user: `${made.name}@%` }])
    await session.execute({ text: 'CREATE TABLE t (name text)' })
    const named = (await mysql({ url: database.url }).leftovers!(admin)).map(({ object }) => object)
    expect(named).toContain(`database:${made.name}`)
    await made.driver.journal(session, 'app').prepare()
    expect(Object.keys((await session.inspect()).objects)).toContain('table:t')
    expect(await refusal(session.execute({ text: 'CREATE DATABASE other' }))).toMatchObject({ code: 'SW-PERMISSION' })
    expect(await refusal(session.execute({ text: 'SELECT 1 FROM slipway.journal' }))).toMatchObject({
      code: 'SW-PERMISSION',
    })

    const app = await createConnection(made.url)
    const [counted] = await app.query<RowDataPacket[]>('SELECT COUNT(*) AS n FROM t')
    expect(counted).toEqual([{ n: 0 }])
    await Promise.all([app.end(), session.close()])
    await made.drop()
    expect(await left()).toEqual([])
  })

  test('is not dropped when its mark is not its own', async () => {
    const made = await scratch()
    await admin.execute({ text: `UPDATE ${made.name}.slipway_scratch SET mark = 'production'` })
    expect(await refusal(made.drop())).toMatchObject({ code: 'SW-SCOPE' })
    expect(await left()).toHaveLength(2)
    await admin.execute({ text: `DROP DATABASE ${made.name}` })
    await made.drop()
    expect(await left()).toEqual([])
  })

  test('needs rights, and says which; without the right to make users it runs as our own', async () => {
    const user = `maker_${database.name}`
    await admin.execute({ text: `CREATE USER ${user}@'%' IDENTIFIED BY 'canary'` })
    await admin.execute({ text: `GRANT ALL ON ${database.name}.* TO ${user}@'%'` })
    const driver = mysql({ url: urlFor(database.url, user) })
    expect(await refusal(driver.scratch!(nonce()))).toMatchObject({
      code: 'SW-PERMISSION',
      hint: expect.stringContaining('CREATE USER'),
    })
    await admin.execute({ text: `GRANT ALL ON \`slipway\\_scratch\\_%\`.* TO ${user}@'%'` })
    const made = await driver.scratch!(nonce())
    const session = await made.driver.connect()
    expect((await session.execute({ text: 'SELECT CURRENT_USER() AS user' })).rows).toEqual([{ user: `${user}@%` }])
    await session.close()
    await made.drop()
    expect(await left()).toEqual([])
    await admin.execute({ text: `DROP USER ${user}@'%'` })
  })
})

test.each([
  ['MySQL 8.0', () => startMysql({ version: '8.0', logStatements: true })],
  ['MariaDB 10.11', () => startMariadb({ version: '10.11', logStatements: true })],
] as const)("the scratch's password is not in the log of %s", async (_name, start) => {
  await using server = await start()
  const url = new URL(server.url)
  url.pathname = '/mysql'
  const made = await mysql({ url: url.href }).scratch!('log')
  const session = await made.driver.connect()
  await session.close()
  await made.drop()
  const log = await server.log()
  expect(log).toContain("CREATE USER 'slipway_scratch_log'")
  expect(log).not.toContain(new URL(made.url).password)
  expect(log).not.toContain(url.password)
})
