import { freshDatabase, sharedPostgres, type FreshDatabase } from '@slipway/testkit'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { NewEntry, Session } from '@slipway/core/plugin'
import { postgres } from '../src/index.ts'
import { landed, refusal, timeouts } from './fixtures/values.ts'

describe.each([13, 15, 18] as const)('transactions on PostgreSQL %i', (version) => {
  let database: FreshDatabase
  let session: Session
  let rival: Session
  const driver = () => postgres({ url: database.url })
  const journal = () => driver().journal(session, 'app')
  const exists = async (table: string): Promise<boolean> =>
    (await session.execute({ text: 'SELECT to_regclass($1) IS NOT NULL AS there', params: [table] })).rows[0]?.[
      'there'
    ] === true

  beforeEach(async () => {
    database = await freshDatabase(await sharedPostgres(version))
    session = await driver().connect()
    rival = await driver().connect()
    await journal().prepare()
  })
  afterEach(async () => {
    await Promise.all([session.close(), rival.close()])
    await database.drop()
  })

  test('the effect and its entry commit together', async () => {
    await session.transaction(
      async (transaction, append) => {
        await transaction.execute({ text: 'CREATE TABLE a (x int)' })
        await append([landed(2)])
      },
      { timeouts, entries: [landed(1)] },
    )
    expect(await exists('a')).toBe(true)
    const entries = await journal().read()
    expect(entries.map(({ at: _at, ...entry }) => entry)).toEqual([landed(1), landed(2)])
    expect(await journal().read(1)).toEqual(entries.slice(1))
    expect(new Date(entries[0]?.at ?? '').toISOString()).toBe(entries[0]?.at)
  })

  test('what is appended is written as it is, whatever encoding the work has set', async () => {
    const body: NewEntry['body'] = {
      type: 'sent',
      run: 'r1',
      key: { migration: 'm', direction: 'up', generation: 0, part: 1 },
      text: 'é',
    }
    await session.transaction(
      async (transaction, append) => {
        await transaction.execute({
          text: `DO $$ BEGIN PERFORM set_config('client_encoding', 'LATIN1', false); END $$`,
        })
        await append([{ ...landed(2), body }])
      },
      { timeouts, entries: [landed(1)] },
    )
    expect((await journal().read(1)).map((entry) => entry.body)).toEqual([body])
  })

  test('neither stays when the work fails', async () => {
    const failed = session.transaction(
      async (transaction) => {
        await transaction.execute({ text: 'CREATE TABLE a (x int)' })
        await transaction.execute({ text: '\nSELECT nope', at: { file: 'db/a.sql', line: 7 } })
      },
      { timeouts, entries: [landed(1)] },
    )
    expect(await refusal(failed)).toMatchObject({
      code: 'SW-STATEMENT-FAILED',
      kind: 'other',
      message: 'db/a.sql:8: column "nope" does not exist (42703)',
      details: { sqlstate: '42703', position: 9, file: 'db/a.sql', line: 8 },
    })
    expect(await exists('a')).toBe(false)
    expect(await journal().read()).toEqual([])
  })

  test('work that swallows a failed statement is not taken for done', async () => {
    const swallowed = session.transaction(
      async (transaction) => {
        await transaction.execute({ text: 'SELECT 1/0' }).catch(() => undefined)
      },
      { timeouts, entries: [landed(1)] },
    )
    expect(await refusal(swallowed)).toMatchObject({ details: { sqlstate: '22012' } })
    expect(await journal().read()).toEqual([])
  })

  test('an entry is added in our own name, whatever role the work took', async () => {
    const role = `app_${database.url.split('/').at(-1)}`
    await session.execute({ text: `CREATE ROLE "${role}"` })
    await session.transaction(
      async (transaction, append) => {
        await transaction.execute({ text: `SET ROLE "${role}"` })
        await append([landed(2)])
      },
      { timeouts, entries: [landed(1)] },
    )
    await session.execute({ text: `DROP ROLE "${role}"` })
    expect(await journal().read()).toHaveLength(2)
  })

  test('temporary tables end with the migration that made them', async () => {
    const temporary = async (entry: NewEntry): Promise<boolean> => {
      const text = 'CREATE TEMPORARY TABLE IF NOT EXISTS a (x int)'
      await session.transaction((transaction) => transaction.execute({ text }), { timeouts, entries: [entry] })
      return exists('pg_temp.a')
    }
    expect(await temporary(landed(1))).toBe(true)
    const last = landed(2)
    const completes = { title: 'm', checksum: '', repeatable: false, after: [], reversal: 'exact', file: '' } as const
    expect(await temporary({ ...last, body: { ...last.body, completes } as NewEntry['body'] })).toBe(false)
  })

  test.each(['DELETE FROM slipway.journal', 'DROP SCHEMA slipway CASCADE'])('%s is not committed', async (text) => {
    await journal().append([landed(1)], undefined)
    const emptied = session.transaction((transaction) => transaction.execute({ text }), {
      timeouts,
      entries: [landed(2)],
    })
    expect(await refusal(emptied)).toMatchObject({ code: 'SW-STATEMENT-FAILED' })
    expect(await journal().read()).toHaveLength(1)
  })

  test('a rival under the same key waits for our commit and is then refused', async () => {
    let theirs: Promise<unknown> = Promise.resolve()
    await session.transaction(
      async () => {
        theirs = refusal(
          rival.transaction((transaction) => transaction.execute({ text: 'CREATE TABLE b ()' }), {
            timeouts,
            entries: [landed(2, 1)],
          }),
        )
        const watcher = await driver().connect()
        while ((await driver().blockers(watcher, rival.identity!)).length === 0) await watcher.execute({ text: '' })
        await watcher.close()
      },
      { timeouts, entries: [landed(1)] },
    )
    expect(await theirs).toMatchObject({ code: 'SW-STATEMENT-FAILED', kind: 'journal-conflict' })
    expect(await exists('b')).toBe(false)
    expect(await journal().read()).toHaveLength(1)
  })

  test('a taken sequence number is a conflict too', async () => {
    await journal().append([landed(1)], undefined)
    expect(await refusal(journal().append([landed(1, 2)], undefined))).toMatchObject({ kind: 'journal-conflict' })
  })

  test('a lock that does not come free is a lock timeout, with its holder named', async () => {
    await session.execute({ text: 'CREATE TABLE a (x int)' })
    const other = new Client({ connectionString: database.url, application_name: 'reporting' })
    await other.connect()
    await other.query('BEGIN; SELECT * FROM a')
    const refused = session.transaction((transaction) => transaction.execute({ text: 'ALTER TABLE a ADD y int' }), {
      timeouts: { ...timeouts, lock: 50 },
      entries: [landed(1)],
    })
    expect(await refusal(refused)).toMatchObject({ code: 'SW-STATEMENT-FAILED', kind: 'lock-timeout' })
    expect(await driver().oldest(session)).toMatchObject([{ application: 'reporting', state: 'idle in transaction' }])
    await other.end()
    expect(await journal().read()).toEqual([])
  })

  test('settings of the work are gone afterwards, however they were set', async () => {
    const state = async () =>
      (
        await session.execute({
          text: `SELECT current_setting('search_path') AS path, current_setting('work_mem') AS memory, current_user::text AS role,
            current_setting('lock_timeout') AS lock, current_setting('tcp_keepalives_idle') AS alive`,
        })
      ).rows
    const before = await state()
    await session.execute({ text: `CREATE ROLE ${database.name} ROLE CURRENT_USER` })
    await session.transaction(
      async (transaction) => {
        const { rows } = await transaction.execute({ text: 'SHOW search_path' })
        expect(rows).toEqual([{ search_path: 'pg_catalog, public' }])
        await transaction.execute({ text: "DO $$ BEGIN PERFORM set_config('work_mem', '8MB', false); END $$" })
        await transaction.execute({ text: `SET ROLE ${database.name}` })
      },
      { timeouts, entries: [landed(1)], settings: ['SET search_path = pg_catalog, public -- as the file says'] },
    )
    expect(await state()).toEqual(before)
    await session.execute({ text: 'CREATE TABLE IF NOT EXISTS z ()' }, { timeouts, settings: ['SET work_mem = 9000'] })
    expect(await state()).toEqual(before)
    await session.execute({ text: `DROP ROLE ${database.name}` })
  })

  test('a statement is canceled on the server, and its end is waited for', async () => {
    const controller = new AbortController()
    const sleeping = refusal(session.execute({ text: 'SELECT pg_sleep(600)' }, { signal: controller.signal }))
    controller.abort()
    expect(await sleeping).toMatchObject({ kind: 'canceled' })
    expect((await session.execute({ text: 'SELECT 1 AS one' })).rows).toEqual([{ one: 1 }])
  })

  test('a statement whose session is ended has no answer', async () => {
    const sleeping = refusal(session.execute({ text: 'SELECT pg_sleep(600)' }))
    await rival.execute({ text: 'SELECT pg_terminate_backend($1::int)', params: [session.identity!.id] })
    expect(await sleeping).toMatchObject({ kind: 'answer-lost' })
    await expect.poll(() => driver().alive(rival, session.identity!)).toBeUndefined()
    expect(await driver().alive(rival, rival.identity!)).toMatchObject({
      id: rival.identity!.id,
      application: 'slipway',
    })
    session = await driver().connect()
  })

  test('what would end the transaction is refused', async () => {
    const refused = session.transaction(
      (transaction) => transaction.execute({ text: '-- done\nCOMMIT', at: { file: 'a.sql', line: 3 } }),
      { timeouts, entries: [landed(1)] },
    )
    expect(await refusal(refused)).toMatchObject({ code: 'SW-TRANSACTION', details: { file: 'a.sql', line: 3 } })
    expect(await journal().read()).toEqual([])
  })

  test('values of rows stay out of errors', async () => {
    await session.execute({ text: "CREATE TABLE a (x text UNIQUE); INSERT INTO a VALUES ('canary-7731')" })
    const failed = await refusal(session.execute({ text: 'INSERT INTO a SELECT x FROM a' }))
    expect(failed).toMatchObject({ details: { sqlstate: '23505' } })
    expect(JSON.stringify(failed)).not.toContain('canary-7731')
  })

  test('checkpoints are written with the work', async () => {
    const checkpoints = driver().checkpoints(session, 'app')
    expect(await checkpoints.read('k')).toBeUndefined()
    await session.transaction((transaction) => checkpoints.write(transaction, 'k', { done: [1, 'a\\'] }), { timeouts })
    const failing = session.transaction(
      async (transaction) => {
        await checkpoints.write(transaction, 'k', 2)
        throw new Error('stop')
      },
      { timeouts },
    )
    await expect(failing).rejects.toThrow('stop')
    expect(await checkpoints.read('k')).toEqual({ done: [1, 'a\\'] })
    await checkpoints.clear('k')
    expect(await checkpoints.read('k')).toBeUndefined()
  })
})
