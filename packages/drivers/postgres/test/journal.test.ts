import { freshDatabase, sharedPostgres, type FreshDatabase } from '@slipway/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Session } from '@slipway/core/plugin'
import { postgres } from '../src/index.ts'
import { landed, refusal, timeouts } from './fixtures/values.ts'

describe.each([13, 15, 18] as const)('the journal on PostgreSQL %i', (version) => {
  let database: FreshDatabase
  let admin: Session

  beforeEach(async () => {
    database = await freshDatabase(await sharedPostgres(version))
    admin = await postgres({ url: database.url }).connect()
  })
  afterEach(async () => {
    await admin.close()
    await database.drop()
  })

  /** A driver as a new role, which the caller drops. */
  async function roleDriver(role: string) {
    await admin.execute({ text: `CREATE ROLE ${role} LOGIN PASSWORD 'canary'` })
    const url = new URL(database.url)
    url.username = role
    url.password = 'canary'
    return postgres({ url: url.href })
  }

  test('reading creates nothing', async () => {
    const driver = postgres({ url: database.url })
    expect(await driver.journal(admin, 'app').read()).toEqual([])
    expect(await driver.checkpoints(admin, 'app').read('k')).toBeUndefined()
    expect(await driver.holder(admin, 'app')).toBeUndefined()
    const { rows } = await admin.execute({ text: "SELECT FROM pg_namespace WHERE nspname = 'slipway'" })
    expect(rows).toEqual([])
  })

  test('sixteen connections prepare at once', async () => {
    const driver = postgres({ url: database.url })
    const sessions = await Promise.all(Array.from({ length: 16 }, () => driver.connect()))
    await Promise.all(sessions.map((session) => driver.journal(session, 'app').prepare()))
    await driver.journal(admin, 'app').append([landed(1)], undefined)
    expect(await driver.journal(admin, 'app').read()).toHaveLength(1)
    await Promise.all(sessions.map((session) => session.close()))
  })

  test('projects do not see each other', async () => {
    const driver = postgres({ url: database.url, schema: 'Ship "it"' })
    const session = await driver.connect()
    await driver.journal(session, 'one').prepare()
    await driver.journal(session, 'one').append([landed(1, 1, 'one')], undefined)
    await driver.journal(session, 'two').append([landed(1, 1, 'two')], undefined)
    expect(await driver.journal(session, 'one').read()).toHaveLength(1)
    await session.close()
  })

  test('what is kept of a project goes with it, and the schema with the last one', async () => {
    const driver = postgres({ url: database.url, schema: 'Ship "it"' })
    const session = await driver.connect()
    const forget = (project: string) =>
      driver.lease({ project, owner: 'me', timeouts }, (lease) => driver.forget?.(lease, project) ?? Promise.reject())
    expect(await driver.storage?.(session)).toMatchObject({ name: 'schema "Ship \\"it\\""', exists: false })
    for (const project of ['one', 'two']) {
      await driver.journal(session, project).prepare()
      await driver.journal(session, project).append([landed(1, 1, project)], undefined)
    }
    expect(await driver.storage?.(session)).toMatchObject({ exists: true })
    expect(await forget('one')).toEqual({ whole: false })
    expect(await driver.journal(session, 'one').read()).toEqual([])
    expect(await driver.journal(session, 'two').read()).toHaveLength(1)
    expect(await forget('two')).toEqual({ whole: true })
    const { rows } = await admin.execute({ text: `SELECT FROM pg_namespace WHERE nspname = 'Ship "it"'` })
    expect(rows).toEqual([])
    await driver.journal(session, 'one').prepare()
    await driver.journal(session, 'one').append([landed(1, 1, 'one')], undefined)
    await admin.execute({ text: 'CREATE TABLE "Ship ""it""".theirs (id int)' })
    expect(await forget('one')).toEqual({ whole: false })
    await session.close()
    expect((await admin.execute({ text: 'SELECT FROM "Ship ""it""".theirs' })).rows).toEqual([])
  })

  test('an entry of a newer version is not guessed at', async () => {
    const driver = postgres({ url: database.url })
    const journal = driver.journal(admin, 'app')
    await journal.prepare()
    await journal.append([landed(1)], undefined)
    await admin.execute({ text: 'UPDATE slipway.journal SET v = 2' })
    expect(await refusal(journal.read())).toMatchObject({ code: 'SW-JOURNAL-NEWER' })
  })

  test('a role that only reads can read, and is told what it may not do', async () => {
    const role = `reader_${database.name}`
    const driver = await roleDriver(role)
    await driver.journal(admin, 'app').prepare()
    await driver.journal(admin, 'app').append([landed(1)], undefined)
    const reader = await driver.connect()
    expect(await refusal(driver.journal(reader, 'app').read())).toMatchObject({
      code: 'SW-PERMISSION',
      hint: expect.stringContaining('GRANT USAGE ON SCHEMA "slipway"'),
    })
    await admin.execute({
      text: `GRANT USAGE ON SCHEMA slipway TO ${role}; GRANT SELECT ON ALL TABLES IN SCHEMA slipway TO ${role}`,
    })
    expect(await driver.journal(reader, 'app').read()).toHaveLength(1)
    expect(await driver.holder(reader, 'app')).toBeUndefined()
    expect(Object.keys((await reader.inspect()).objects)).toContain('schema:public')
    expect(await driver.identify(reader)).toEqual(await driver.identify(admin))
    const refused = await refusal(driver.journal(reader, 'app').append([landed(2)], undefined))
    expect(refused).toMatchObject({ code: 'SW-PERMISSION', kind: 'permission' })
    await reader.close()
    await admin.execute({ text: `DROP OWNED BY ${role}; DROP ROLE ${role}` })
  })

  test('a role without the right to create is told the grant', async () => {
    const role = `nobody_${database.name}`
    const driver = await roleDriver(role)
    const session = await driver.connect()
    expect(await refusal(driver.journal(session, 'app').prepare())).toMatchObject({
      code: 'SW-PERMISSION',
      hint: expect.stringContaining('CREATE SCHEMA "slipway" AUTHORIZATION'),
    })
    await admin.execute({ text: `CREATE SCHEMA slipway AUTHORIZATION ${role}` })
    await driver.journal(session, 'app').prepare()
    await driver.lease({ project: 'app', owner: 'them', timeouts }, async ({ token }) => {
      await driver.journal(session, 'app').append([landed(1)], token)
    })
    await session.close()
    await admin.execute({ text: `DROP OWNED BY ${role}; DROP ROLE ${role}` })
  })
})
