import type { FreshDatabase } from '@slipway/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Session } from '@slipway/core/plugin'
import { mysql } from '../src/index.ts'
import { servers } from './fixtures/servers.ts'
import { landed, refusal, timeouts } from './fixtures/values.ts'

describe.each(servers)('transactions on %s', (name, fresh) => {
  let database: FreshDatabase
  let session: Session
  let rival: Session
  const driver = () => mysql({ url: database.url })
  const journal = () => driver().journal(session, 'app')
  const rows = async (text: string) => (await session.execute({ text })).rows

  beforeEach(async () => {
    database = await fresh()
    session = await driver().connect()
    rival = await driver().connect()
    await journal().prepare()
    await session.execute({ text: 'CREATE TABLE a (x int PRIMARY KEY, note varchar(20))' })
  })
  afterEach(async () => {
    await Promise.all([session.close(), rival.close()])
    await database.drop()
  })

  test('the effect and its entries commit together', async () => {
    await session.transaction(
      async (transaction, append) => {
        await transaction.execute({ text: 'INSERT INTO a (x) VALUES (1)' })
        await append([landed(2)])
      },
      { timeouts, entries: [landed(1)] },
    )
    expect(await rows('SELECT x FROM a')).toEqual([{ x: 1 }])
    const entries = await journal().read()
    expect(entries.map(({ at: _at, ...entry }) => entry)).toEqual([landed(1), landed(2)])
    expect(await journal().read(1)).toEqual(entries.slice(1))
    expect(new Date(entries[0]?.at ?? '').toISOString()).toBe(entries[0]?.at)
  })

  test('neither stays when the work fails, and no value of a row is in the error', async () => {
    await session.execute({ text: "INSERT INTO a VALUES (4711, 'canary')" })
    const failed = session.transaction(
      async (transaction) => {
        await transaction.execute({ text: 'INSERT INTO a (x) VALUES (1)' })
        await transaction.execute({ text: 'INSERT INTO a (x) SELECT x FROM a', at: { file: 'db/a.sql', line: 7 } })
      },
      { timeouts, entries: [landed(1)] },
    )
    expect(await refusal(failed)).toMatchObject({
      code: 'SW-STATEMENT-FAILED',
      kind: 'other',
      message: expect.stringMatching(/^db\/a\.sql:7: Duplicate entry for key '.*PRIMARY' \(1062\)$/),
      details: { errno: 1062, file: 'db/a.sql', line: 7 },
    })
    for (const text of ["SELECT CAST('canary' AS SIGNED) + ''  FROM nope", 'UPDATE a SET x = note']) {
      const refused = await refusal(session.execute({ text }))
      expect(refused.message).not.toContain('canary')
    }
    expect(await rows('SELECT x FROM a')).toEqual([{ x: 4711 }])
    expect(await journal().read()).toEqual([])
  })

  test('the line that the grammar stumbles over is named', async () => {
    const failed = session.execute({ text: 'SELECT 1\nFROM\nWHERE', at: { file: 'db/a.sql', line: 7 } })
    expect(await refusal(failed)).toMatchObject({ details: { errno: 1064, line: 9 } })
  })

  test('work that swallows a failed statement is not taken for done, and sends nothing more', async () => {
    const swallowed = session.transaction(
      async (transaction) => {
        await transaction.execute({ text: 'SELECT nope' }).catch(() => undefined)
        await transaction.execute({ text: 'INSERT INTO a (x) VALUES (1)' }).catch(() => undefined)
      },
      { timeouts, entries: [landed(1)] },
    )
    expect(await refusal(swallowed)).toMatchObject({ details: { errno: 1054 } })
    expect(await rows('SELECT x FROM a')).toEqual([])
    expect(await journal().read()).toEqual([])
  })

  test.each([
    'ALTER TABLE a ADD y int',
    'CREATE TABLE b (x int)',
    '/*!50000 DROP TABLE a */',
    'TRUNCATE a',
    'LOCK TABLES a WRITE',
    'COMMIT',
    'ROLLBACK',
    'SET autocommit = 0',
    'SET @@session.completion_type = 1',
    "SET PASSWORD = 'x'",
    'CALL p()',
    'EXECUTE st',
    'ANALYZE TABLE a',
  ])('%s is not sent: it commits, or may', async (text) => {
    const refused = session.transaction(
      async (transaction) => {
        await transaction.execute({ text: 'INSERT INTO a (x) VALUES (1)' })
        await transaction.execute({ text })
      },
      { timeouts, entries: [landed(1)] },
    )
    expect(await refusal(refused)).toMatchObject({
      code: 'SW-TRANSACTION',
      message: expect.stringContaining('not sent'),
    })
    expect(await rows('SELECT x FROM a')).toEqual([])
    expect(await journal().read()).toEqual([])
  })

  test('what does not commit is sent: temporary tables, savepoints, settings', async () => {
    await session.transaction(
      async (transaction) => {
        await transaction.execute({ text: 'CREATE TEMPORARY TABLE seen (x int)' })
        await transaction.execute({ text: 'SAVEPOINT s' })
        await transaction.execute({ text: 'INSERT INTO a (x) VALUES (1)' })
        await transaction.execute({ text: 'ROLLBACK TO SAVEPOINT s' })
        await transaction.execute({ text: 'SET @x = 2' })
        await transaction.execute({ text: 'INSERT INTO a (x) VALUES (@x)' })
        await transaction.execute({ text: 'DROP TEMPORARY TABLE seen' })
      },
      { timeouts, entries: [landed(1)] },
    )
    expect(await rows('SELECT x FROM a')).toEqual([{ x: 2 }])
  })

  test('temporary tables end with the migration that made them', async () => {
    const seen = async (last: boolean): Promise<boolean> => {
      const [entry] = [landed(last ? 2 : 1)]
      const completes = { title: 'm', checksum: '', repeatable: false, after: [], reversal: 'exact', file: '' } as const
      const body = { ...entry.body, ...(last ? { completes } : {}) } as typeof entry.body
      const text = 'CREATE /* mark */ TEMPORARY TABLE IF NOT EXISTS `a` (y int)'
      await session.transaction((transaction) => transaction.execute({ text }), {
        timeouts,
        entries: [{ ...entry, body }],
      })
      return rows('SELECT y FROM a').then(
        () => true,
        () => false,
      )
    }
    expect(await seen(false)).toBe(true)
    expect(await seen(true)).toBe(false)
    expect(await rows('SELECT x FROM a')).toEqual([])
  })

  test('a write that a rollback would not undo is refused, through triggers, views and functions too', async () => {
    for (const text of [
      'CREATE TABLE old (x int) ENGINE = MyISAM',
      'CREATE VIEW through AS SELECT x FROM old',
      'CREATE TABLE b (x int)',
      'CREATE TRIGGER t AFTER INSERT ON b FOR EACH ROW INSERT INTO old VALUES (NEW.x)',
      'CREATE TABLE c (x int)',
      'CREATE TRIGGER u AFTER INSERT ON c FOR EACH ROW INSERT INTO b VALUES (NEW.x)',
      'CREATE TABLE d (x int)',
      'CREATE PROCEDURE writes() INSERT INTO old VALUES (1)',
      'CREATE TRIGGER w AFTER INSERT ON d FOR EACH ROW CALL writes()',
    ]) {
      await session.execute({ text })
    }
    const writing = [
      ...['old', 'through', 'b', 'c', 'd'].map((table) => `INSERT INTO ${table} VALUES (1)`),
      "LOAD DATA INFILE '/nowhere' INTO TABLE old",
      'WITH one AS (SELECT 1 AS x) UPDATE old JOIN one SET old.x = one.x',
      ...(name.startsWith('MariaDB') ? ['SET STATEMENT max_statement_time = 5 FOR UPDATE old SET x = 1'] : []),
      ...(name.startsWith('MariaDB') ? ['ANALYZE UPDATE old SET x = 1'] : []),
    ]
    for (const text of writing) {
      const refused = session.transaction((transaction) => transaction.execute({ text }), {
        timeouts,
        entries: [landed(1)],
      })
      expect(await refusal(refused)).toMatchObject({
        code: 'SW-TRANSACTION',
        message: expect.stringContaining('MyISAM'),
      })
    }
    await session.transaction(
      (transaction) => transaction.execute({ text: 'INSERT INTO a (x) SELECT COUNT(*) FROM old' }),
      { timeouts, entries: [landed(1)] },
    )
    expect(await rows('SELECT x FROM a')).toEqual([{ x: 0 }])
  })

  test('ROW_COUNT() tells of the statement before', async () => {
    await session.execute({ text: 'INSERT INTO a (x) VALUES (1), (2), (3)' })
    await session.transaction(
      async (transaction) => {
        await transaction.execute({ text: "UPDATE a SET note = 'new'" })
        await transaction.execute({ text: 'INSERT INTO a (x) VALUES (10 + ROW_COUNT())' })
      },
      { timeouts, entries: [landed(1)] },
    )
    expect(await rows('SELECT MAX(x) AS x FROM a')).toEqual([{ x: 13 }])
  })

  test.each(['DELETE FROM slipway.journal WHERE db = DATABASE()'])('%s is not committed', async (text) => {
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
          rival.transaction((transaction) => transaction.execute({ text: 'INSERT INTO a (x) VALUES (1)' }), {
            timeouts,
            entries: [landed(2, 1)],
          }),
        )
        const watcher = await driver().connect()
        await expect
          .poll(() => driver().blockers(watcher, rival.identity!))
          .toMatchObject([{ id: session.identity?.id }])
        await watcher.close()
      },
      { timeouts, entries: [landed(1)] },
    )
    expect(await theirs).toMatchObject({ code: 'SW-STATEMENT-FAILED', kind: 'journal-conflict' })
    expect(await refusal(journal().append([landed(1, 2)], undefined))).toMatchObject({ kind: 'journal-conflict' })
    expect(await rows('SELECT x FROM a')).toEqual([])
    expect(await journal().read()).toHaveLength(1)
  })

  test('after a lock wait timeout everything is rolled back, not the statement alone', async () => {
    await session.execute({ text: 'INSERT INTO a (x) VALUES (1)' })
    await rival.transaction(
      async (theirs) => {
        await theirs.execute({ text: "UPDATE a SET note = 'theirs' WHERE x = 1" })
        const refused = session.transaction(
          async (transaction) => {
            await transaction.execute({ text: 'INSERT INTO a (x) VALUES (2)' })
            await transaction.execute({ text: "UPDATE a SET note = 'ours' WHERE x = 1" })
          },
          { timeouts: { ...timeouts, lock: 1_000 }, entries: [landed(1)] },
        )
        expect(await refusal(refused)).toMatchObject({ kind: 'lock-timeout' })
        expect(await rows('SELECT x FROM a')).toEqual([{ x: 1 }])
      },
      { timeouts },
    )
    expect(await journal().read()).toEqual([])
  })

  test('settings of the work are gone afterwards, however they were set', async () => {
    const state = () =>
      rows(
        'SELECT @@sql_mode AS mode, @@time_zone AS zone, @@foreign_key_checks AS fk, @@lock_wait_timeout AS meta, ' +
          '@@innodb_lock_wait_timeout AS row_lock, @@wait_timeout AS idle, @@autocommit AS auto, DATABASE() AS db, ' +
          '@@character_set_client AS charset, @@sql_log_bin AS log',
      )
    const before = await state()
    expect(before).toMatchObject([{ zone: '+00:00', auto: 1, charset: 'utf8mb4' }])
    await session.transaction(
      async (transaction) => {
        expect((await transaction.execute({ text: 'SELECT @@foreign_key_checks AS fk' })).rows).toEqual([{ fk: 0 }])
        await transaction.execute({ text: "SET SESSION sql_mode = 'ANSI_QUOTES', time_zone = '+05:00'" })
        await transaction.execute({ text: 'USE information_schema' })
        await transaction.execute({ text: 'SET NAMES latin1' })
        await transaction.execute({ text: 'SET timestamp = 1000000' })
      },
      { timeouts, entries: [landed(1)], settings: ['SET foreign_key_checks = 0 -- as the file says'] },
    )
    expect(await state()).toEqual(before)
    expect(await rows('SELECT YEAR(NOW()) > 2000 AS now')).toEqual([{ now: 1 }])
    await session.execute({ text: 'CREATE TABLE z (x int)' }, { timeouts, settings: ['SET foreign_key_checks = 0'] })
    expect(await state()).toEqual(before)
  })

  test('a statement is canceled on the server, and its end is waited for', async () => {
    const endless =
      'SELECT COUNT(*) FROM information_schema.COLUMNS a, information_schema.COLUMNS b, information_schema.COLUMNS c'
    const controller = new AbortController()
    const canceled = refusal(session.execute({ text: endless }, { timeouts, signal: controller.signal }))
    const late = refusal(rival.execute({ text: endless }, { timeouts: { ...timeouts, statement: 300 } }))
    expect(await late).toMatchObject({ kind: 'canceled' })
    controller.abort()
    expect(await canceled).toMatchObject({ kind: 'canceled' })
    expect((await rival.execute({ text: 'SELECT 1 AS one' })).rows).toEqual([{ one: 1 }])
    expect((await session.execute({ text: 'SELECT 1 AS one' })).rows).toEqual([{ one: 1 }])
  })

  test('a statement whose session is ended has no answer', async () => {
    const waiting = refusal(rival.execute({ text: 'SELECT SLEEP(600)' }))
    await expect.poll(async () => (await driver().alive(session, rival.identity!))?.state).toMatch(/sleep/i)
    await session.execute({ text: `KILL CONNECTION ${rival.identity?.id}` })
    expect(await waiting).toMatchObject({ kind: 'answer-lost' })
  })

  test('an idle transaction of ours is ended by the server', async () => {
    const stalled = rival.transaction(
      async (transaction) => {
        await transaction.execute({ text: 'INSERT INTO a (x) VALUES (1)' })
        await expect.poll(() => driver().alive(session, rival.identity!)).toBeUndefined()
        await transaction.execute({ text: 'INSERT INTO a (x) VALUES (2)' })
      },
      { timeouts: { ...timeouts, idle: 1_000 }, entries: [landed(1)] },
    )
    expect(await refusal(stalled)).toMatchObject({ kind: 'answer-lost' })
    expect(await rows('SELECT x FROM a')).toEqual([])
    expect(await journal().read()).toEqual([])
  })

  test('a text that is longer than the server takes is not sent', async () => {
    const packet = Number(session.server.settings['max_allowed_packet'])
    const refused = session.execute({ text: `SELECT '${'x'.repeat(packet)}'`, at: { file: 'db/a.sql', line: 1 } })
    expect(await refusal(refused)).toMatchObject({
      message: expect.stringMatching(/^db\/a\.sql:1: .*max_allowed_packet is \d+\)\. It was not sent\.$/),
      hint: expect.stringContaining('SET GLOBAL max_allowed_packet'),
    })
    expect(await rows('SELECT 1 AS one')).toEqual([{ one: 1 }])
  })
})
