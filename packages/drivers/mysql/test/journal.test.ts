import type { FreshDatabase } from '@slipway/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Driver, NewEntry, Session } from '@slipway/core/plugin'
import { mysql } from '../src/index.ts'
import { servers, urlFor } from './fixtures/servers.ts'
import { landed, refusal, timeouts } from './fixtures/values.ts'

describe.each(servers)('the journal on %s', (_name, fresh) => {
  let database: FreshDatabase
  let admin: Session

  beforeEach(async () => {
    database = await fresh()
    admin = await mysql({ url: database.url }).connect()
  })
  afterEach(async () => {
    await admin.close()
    await database.drop()
  })

  const run = async (...statements: readonly string[]): Promise<void> => {
    for (const text of statements) await admin.execute({ text })
  }
  /** A driver as a new user with rights in the migrated database alone. */
  async function userDriver(user: string, rights = 'ALL'): Promise<Driver> {
    await run(`CREATE USER ${user}@'%' IDENTIFIED BY 'canary'`, `GRANT ${rights} ON ${database.name}.* TO ${user}@'%'`)
    return mysql({ url: urlFor(database.url, user) })
  }

  test('reading creates nothing', async () => {
    const driver = mysql({ url: database.url })
    expect(await driver.journal(admin, 'app').read()).toEqual([])
    expect(await driver.checkpoints(admin, 'app').read('k')).toBeUndefined()
    expect(await driver.holder(admin, 'app')).toBeUndefined()
    expect((await admin.execute({ text: 'SHOW TABLES' })).rows).toEqual([])
  })

  test('sixteen connections prepare at once; checkpoints come and go', async () => {
    const driver = mysql({ url: database.url, store: `${database.name}_store` })
    const sessions = await Promise.all(Array.from({ length: 16 }, () => driver.connect()))
    await Promise.all(sessions.map((session) => driver.journal(session, 'app').prepare()))
    await driver.journal(admin, 'app').append([landed(1)], undefined)
    expect(await driver.journal(admin, 'app').read()).toHaveLength(1)
    await Promise.all(sessions.map((session) => session.close()))
    const checkpoints = driver.checkpoints(admin, 'app')
    await admin.transaction((transaction) => checkpoints.write(transaction, 'k', { a: [1, "o'b\\"] }), { timeouts })
    expect(await checkpoints.read('k')).toEqual({ a: [1, "o'b\\"] })
    await checkpoints.clear('k')
    expect(await checkpoints.read('k')).toBeUndefined()
    await run(`DROP DATABASE ${database.name}_store`)
  })

  test('what is kept of a project goes with it, and the store with the last one', async () => {
    for (const store of [`${database.name}_store`, database.name]) {
      const driver = mysql({ url: database.url, store })
      const session = await driver.connect()
      const forget = (project: string) =>
        driver.lease({ project, owner: 'me', timeouts }, (lease) => driver.forget?.(lease, project) ?? Promise.reject())
      expect(await driver.storage?.(session)).toMatchObject({ exists: false })
      for (const project of ['one', 'two']) {
        await driver.journal(session, project).prepare()
        await driver.journal(session, project).append([landed(1, 1, project)], undefined)
      }
      expect(await driver.storage?.(session)).toMatchObject({ exists: true })
      expect(await forget('one')).toEqual({ whole: false })
      expect(await driver.journal(session, 'one').read()).toEqual([])
      expect(await driver.journal(session, 'two').read()).toHaveLength(1)
      expect(await forget('two')).toEqual({ whole: true })
      expect((await admin.execute({ text: 'SHOW TABLES' })).rows).toEqual([])
      expect((await admin.execute({ text: `SHOW DATABASES LIKE '${database.name}\\_store'` })).rows).toEqual([])
      expect(await driver.journal(session, 'two').read()).toEqual([])
      await session.close()
    }
  })

  test('projects and databases of one server do not see each other', async () => {
    const driver = mysql({ url: database.url })
    await driver.journal(admin, 'one').prepare()
    await driver.journal(admin, 'one').append([landed(1, 1, 'one')], undefined)
    await driver.journal(admin, 'two').append([landed(1, 1, 'two')], undefined)
    expect(await driver.journal(admin, 'one').read()).toHaveLength(1)
    const other = await fresh()
    const neighbor = mysql({ url: other.url })
    const session = await neighbor.connect()
    expect(await neighbor.journal(session, 'one').read()).toEqual([])
    await session.close()
    await other.drop()
  })

  test('an entry is committed whatever the statements before it left of the session', async () => {
    const driver = mysql({ url: database.url })
    const session = await driver.connect()
    const journal = driver.journal(session, 'app')
    await journal.prepare()
    await run(
      'CREATE TABLE a (x INT)',
      'CREATE PROCEDURE begins() BEGIN START TRANSACTION; INSERT INTO a VALUES (1); END',
      'CREATE FUNCTION loosens() RETURNS INT DETERMINISTIC NO SQL BEGIN SET SESSION foreign_key_checks = 0; RETURN 1; END',
    )
    const leaving = [
      ['SET SESSION autocommit = 0', undefined],
      ['CALL begins()', undefined],
      ['CALL begins()', { timeouts }],
      ['CREATE TABLE b AS SELECT loosens() AS x', { timeouts }],
    ] as const
    for (const [at, [text, options]] of leaving.entries()) {
      await session.execute({ text }, options)
      await journal.append([landed(at + 1)], undefined)
      expect(await driver.journal(admin, 'app').read(), text).toHaveLength(at + 1)
      const [state] = (await session.execute({ text: 'SELECT @@autocommit AS auto, @@foreign_key_checks AS fk' })).rows
      expect(state, text).toEqual({ auto: 1, fk: 1 })
    }
    await session.close()
  })

  test('long entries and many are written, all or none of them', async () => {
    const driver = mysql({ url: database.url })
    await driver.lease({ project: 'app', owner: 'me', timeouts }, async ({ session, token }) => {
      const journal = driver.journal(session, 'app')
      const entries = Array.from({ length: 50 }, (_, at) => landed(at + 1))
      const first = { ...entries[0]!, by: 'x'.repeat(200) }
      const long = { ...first, body: { ...first.body, checksum: 'é"\\\n'.repeat(200_000) } as typeof first.body }
      const stale = await refusal(journal.append([long, ...entries.slice(1)], token - 1))
      expect(stale).toMatchObject({ code: 'SW-LEASE-LOST', kind: 'lease-lost' })
      const twice = await refusal(journal.append([long, ...entries.slice(1), landed(1, 51)], token))
      expect(twice).toMatchObject({ kind: 'journal-conflict' })
      expect(await journal.read()).toEqual([])
      await journal.append([long, ...entries.slice(1)], token)
      expect((await journal.read()).map(({ at: _at, ...entry }) => entry)).toEqual([long, ...entries.slice(1)])
    })
  })

  test('what is written together is written whole', async () => {
    const driver = mysql({ url: database.url })
    await driver.lease({ project: 'app', owner: 'me', timeouts }, async ({ session, token }) => {
      const journal = driver.journal(session, 'app')
      const entries = [16_000, 40_000, 30_000, 5_000, 5_000, 1].map((length, at): NewEntry => {
        const entry = landed(at + 1)
        return { ...entry, body: { ...entry.body, checksum: 'é€'.repeat(length / 2) } as typeof entry.body }
      })
      await journal.append(entries, token)
      expect((await journal.read()).map(({ at: _at, ...entry }) => entry)).toEqual(entries)
    })
  })

  test('an entry of a newer version is not guessed at', async () => {
    const journal = mysql({ url: database.url }).journal(admin, 'app')
    await journal.prepare()
    await journal.append([landed(1)], undefined)
    await run('UPDATE slipway.journal SET v = 2 WHERE db = DATABASE()')
    expect(await refusal(journal.read())).toMatchObject({ code: 'SW-JOURNAL-NEWER' })
  })

  test('a user who may not make a database keeps it beside the tables, and doctor says so', async () => {
    const user = `own_${database.name}`
    const driver = await userDriver(user)
    await driver.lease({ project: 'app', owner: 'them', timeouts }, async ({ session, token }) => {
      await driver.journal(session, 'app').append([landed(1)], token)
      expect(await driver.leftovers!(session)).toContainEqual({
        object: `database:${database.name}`,
        message: expect.stringContaining('prefix slipway_'),
        cure: expect.stringContaining(`store: '${database.name}'`),
      })
      expect(Object.keys((await session.inspect()).objects)).toEqual(['database:this'])
    })
    // Who may do more finds it there too, and does not begin another one.
    const other = mysql({ url: database.url })
    await other.journal(admin, 'app').prepare()
    expect(await other.journal(admin, 'app').read()).toHaveLength(1)
    const elsewhere = mysql({ url: database.url, store: 'slipway' })
    expect(await refusal(elsewhere.journal(admin, 'app').read())).toMatchObject({
      code: 'SW-CONFIG',
      hint: expect.stringContaining(`store: '${database.name}'`),
    })
    await run(`DROP USER ${user}@'%'`)
  })

  test('a history that a user may not see is not taken for none', async () => {
    const owner = mysql({ url: database.url })
    await owner.journal(admin, 'app').prepare()
    await owner.journal(admin, 'app').append([landed(1)], undefined)
    const user = `blind_${database.name}`
    const driver = await userDriver(user)
    const session = await driver.connect()
    expect(await refusal(driver.journal(session, 'app').read())).toMatchObject({
      code: 'SW-PERMISSION',
      hint: expect.stringContaining('GRANT SELECT ON `slipway`.*'),
    })
    expect(await refusal(driver.journal(session, 'app').prepare())).toMatchObject({ code: 'SW-PERMISSION' })
    await run(`GRANT SELECT ON slipway.* TO ${user}@'%'`)
    const again = mysql({ url: urlFor(database.url, user) })
    const reader = await again.connect()
    expect(await again.journal(reader, 'app').read()).toHaveLength(1)
    expect(await again.holder(reader, 'app')).toBeUndefined()
    expect(await again.identify(reader)).toEqual(await owner.identify(admin))
    expect(await refusal(again.journal(reader, 'app').append([landed(2)], undefined))).toMatchObject({
      code: 'SW-PERMISSION',
      kind: 'permission',
    })
    await Promise.all([session.close(), reader.close()])
    await run(`DROP USER ${user}@'%'`)
  })

  test('a store on an engine without transactions is refused', async () => {
    const driver = mysql({ url: database.url, store: database.name })
    await driver.journal(admin, 'app').prepare()
    await run('ALTER TABLE slipway_lease ENGINE = MEMORY')
    const again = mysql({ url: database.url })
    expect(await refusal(again.journal(admin, 'app').read())).toMatchObject({
      code: 'SW-JOURNAL-BROKEN',
      hint: expect.stringContaining('ENGINE = InnoDB'),
    })
  })
})
