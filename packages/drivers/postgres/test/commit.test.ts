import { freshDatabase, sharedPostgres, type FreshDatabase } from '@slipway/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CommitOptions, Session } from '@slipway/core/plugin'
import { postgres } from '../src/index.ts'
import { landed, refusal, timeouts } from './fixtures/values.ts'

describe.each([13, 18] as const)('transactions of one message on PostgreSQL %i', (version) => {
  let database: FreshDatabase
  let session: Session
  const journal = () => postgres({ url: database.url }).journal(session, 'app')
  const rows = async (text: string) => (await session.execute({ text })).rows

  beforeEach(async () => {
    database = await freshDatabase(await sharedPostgres(version))
    session = await postgres({ url: database.url }).connect()
    await journal().prepare()
    await session.execute({ text: 'CREATE TABLE a (x text)' })
  })
  afterEach(async () => {
    await session.close()
    await database.drop()
  })

  const commit = async (texts: readonly string[], more: Partial<CommitOptions> = {}) => {
    const statements = texts.map((text, index) => ({ text, at: { file: 'db/a.sql', line: 1 + 10 * index } }))
    const options = { timeouts, entries: [landed(1)], statements }
    return refusal(session.commit({ ...options, ...more })).catch(() => undefined)
  }
  const untouched = async () => {
    expect(await rows('SELECT x FROM a')).toEqual([])
    expect(await journal().read()).toEqual([])
  }

  test('statements and entries commit together', async () => {
    const failed = await commit(["INSERT INTO a VALUES ('one') -- first", "INSERT INTO a VALUES ('two')"])
    expect(failed).toBeUndefined()
    expect(await rows('SELECT x FROM a ORDER BY 1')).toEqual([{ x: 'one' }, { x: 'two' }])
    expect(await journal().read()).toHaveLength(1)
  })

  test('a failure names its statement and the place in it, and nothing stays', async () => {
    const failed = await commit(["INSERT INTO a VALUES ('😀é')", '\nINSERT INTO a\n SELECT nope', 'SELECT 1'])
    expect(failed).toMatchObject({
      code: 'SW-STATEMENT-FAILED',
      message: 'db/a.sql:13: column "nope" does not exist (42703)',
      details: { index: 1, sqlstate: '42703', position: 24, file: 'db/a.sql', line: 13 },
    })
    await untouched()
  })

  test('what the server cannot read runs none of the statements before it', async () => {
    const failed = await commit(["INSERT INTO a VALUES ('one')", 'SELECT 1', 'INSERT INTO a VALUES (('])
    expect(failed).toMatchObject({ details: { index: 2, sqlstate: '42601', file: 'db/a.sql', line: 21 } })
    await untouched()
  })

  test('a setting that decides how statements are read holds for those after it', async () => {
    const settings = ['SET standard_conforming_strings = off', 'SET escape_string_warning = off']
    expect(await commit(["INSERT INTO a VALUES ('it\\'s')"], { settings })).toBeUndefined()
    const inside = ['SET standard_conforming_strings = off', "INSERT INTO a VALUES ('o\\'clock')"]
    expect(await commit(inside, { entries: [landed(2)] })).toBeUndefined()
    expect(await rows('SELECT x FROM a ORDER BY 1')).toEqual([{ x: "it's" }, { x: "o'clock" }])
    expect(await rows('SHOW standard_conforming_strings')).toEqual([{ standard_conforming_strings: 'on' }])
  })

  test('a deferred constraint that does not hold undoes all of it', async () => {
    await session.execute({ text: 'ALTER TABLE a ADD UNIQUE (x) DEFERRABLE INITIALLY DEFERRED' })
    const failed = await commit(["INSERT INTO a VALUES ('one')", "INSERT INTO a VALUES ('one')"])
    expect(failed).toMatchObject({ details: { sqlstate: '23505' } })
    await untouched()
  })

  test('an interrupted statement undoes all of it', async () => {
    const controller = new AbortController()
    const { signal } = controller
    const running = commit(["INSERT INTO a VALUES ('one')", 'SELECT pg_sleep(600)', 'SELECT 1'], { signal })
    const sleeps = `SELECT FROM pg_stat_activity WHERE pid = ${session.identity?.id} AND wait_event = 'PgSleep'`
    const watcher = await postgres({ url: database.url }).connect()
    await expect.poll(async () => (await watcher.execute({ text: sleeps })).rows.length).toBe(1)
    await watcher.close()
    controller.abort()
    expect(await running).toMatchObject({ kind: 'canceled', details: { index: 1 } })
    await untouched()
    expect(await commit(["INSERT INTO a VALUES ('one')"], { signal })).toMatchObject({ kind: 'canceled' })
    await untouched()
  })

  test('with a token that is not in the lease nothing runs', async () => {
    const failed = await commit(["INSERT INTO a VALUES ('one')"], { token: 7 })
    expect(failed).toMatchObject({ code: 'SW-LEASE-LOST', kind: 'lease-lost' })
    await untouched()
  })

  test('a key that is taken is a conflict, and nothing stays', async () => {
    await journal().append([landed(1)], undefined)
    const failed = await commit(["INSERT INTO a VALUES ('one')"], { entries: [landed(2, 1)] })
    expect(failed).toMatchObject({ kind: 'journal-conflict' })
    expect(await rows('SELECT x FROM a')).toEqual([])
  })

  test('a failure of what goes before the statements is not one of theirs', async () => {
    const many = Array.from({ length: 20 }, () => 'SELECT 1')
    await session.execute({ text: 'ALTER TABLE slipway.journal ADD CHECK (seq < 0)' })
    const failed = await commit(many)
    expect(failed).toMatchObject({ details: { sqlstate: '23514' } })
    expect(failed?.details).not.toHaveProperty('index')
    await untouched()
  })

  test.each(['DELETE FROM slipway.journal', 'DROP SCHEMA slipway CASCADE'])('%s is not committed', async (text) => {
    expect(await commit([text])).toMatchObject({ code: 'SW-STATEMENT-FAILED' })
    expect(await rows("SELECT to_regclass('slipway.journal') IS NOT NULL AS there")).toEqual([{ there: true }])
    await untouched()
  })

  test('what would end the transaction is refused before anything is sent', async () => {
    const failed = await commit(["INSERT INTO a VALUES ('one')", '-- done\nCOMMIT'])
    expect(failed).toMatchObject({ code: 'SW-TRANSACTION', details: { file: 'db/a.sql', line: 11 } })
    await untouched()
  })

  test('the server shows first what the message is about, whatever it contains', async () => {
    const mine =
      "INSERT /* 'a */ INTO a SELECT split_part(query, '; ', 2) FROM pg_stat_activity WHERE pid = pg_backend_pid()"
    const texts = ['CREATE TABLE b ()', mine].map((text) => `/* slipway:V1 up 0.0 */ ${text}`)
    expect(await commit(texts)).toBeUndefined()
    expect(await rows('SELECT left(x, 22) AS x FROM a')).toEqual([{ x: "INSERT  'a  INTO a SEL" }])
    expect(await commit(["INSERT INTO a VALUES ('https://**')"], { entries: [landed(2)] })).toBeUndefined()
  })
})
