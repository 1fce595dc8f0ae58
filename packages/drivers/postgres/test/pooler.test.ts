import { freshDatabase, sharedPostgres, startPgBouncer, type FreshDatabase, type PgBouncer } from '@slipway/testkit'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { postgres } from '../src/index.ts'
import { landed, refusal, timeouts } from './fixtures/values.ts'

describe.each([1, 2])('behind PgBouncer in transaction mode with %i server connections', (poolSize) => {
  let database: FreshDatabase
  let bouncer: PgBouncer
  const url = () => bouncer.through(database.url)

  beforeEach(async () => {
    const server = await sharedPostgres(15)
    database = await freshDatabase(server)
    bouncer = await startPgBouncer(server, { poolSize })
  })
  afterEach(async () => {
    await bouncer.stop()
    await database.drop()
  })

  test('it is noticed', async () => {
    for (const driver of [postgres({ url: url() }), postgres({ url: url() })]) {
      const session = await driver.connect()
      expect(session.server.pooled).toBe(true)
      expect(session.identity).toBeUndefined()
      await session.close()
    }
    const direct = await postgres({ url: url(), directUrl: database.url }).connect()
    expect(direct.server.pooled).toBe(false)
    await direct.close()
  })

  test('transactions work under the lease, and no setting reaches the next client', async () => {
    const driver = postgres({ url: url() })
    const app = new Client({ connectionString: url() })
    await app.connect()
    const state = async () =>
      (
        await app.query(
          `SELECT current_setting('search_path') AS path, current_setting('lock_timeout') AS lock,
            current_setting('statement_timeout') AS statement, current_setting('work_mem') AS memory`,
        )
      ).rows
    const before = await state()
    await driver.lease({ project: 'app', owner: 'me', timeouts }, async ({ session, token, signal }) => {
      await session.transaction(
        async (transaction) => {
          await transaction.execute({ text: "SET work_mem = '9MB'; CREATE TABLE public.a (x text)" })
          await transaction.execute({ text: 'INSERT INTO public.a VALUES ($1)', params: ['é'] })
        },
        { timeouts, token, entries: [landed(1)], settings: ['SET search_path = pg_catalog'] },
      )
      for (let look = 0; look < 5; look += 1) expect(await state()).toEqual(before)
      expect((await session.execute({ text: 'SELECT x FROM a' })).rows).toEqual([{ x: 'é' }])
      expect(await driver.journal(session, 'app').read()).toHaveLength(1)
      expect(signal.aborted).toBe(false)
    })
    await app.end()
  })

  test('what needs a session is refused by name', async () => {
    const session = await postgres({ url: url() }).connect()
    expect(await refusal(session.execute({ text: 'VACUUM' }, { timeouts }))).toMatchObject({
      code: 'SW-POOLER',
      hint: expect.stringContaining('directUrl'),
    })
    await session.close()
  })

  test('a running statement is canceled through it', async () => {
    const session = await postgres({ url: url() }).connect()
    const controller = new AbortController()
    const running = session.transaction(
      async (transaction) => {
        const sleeping = transaction.execute({ text: 'SELECT pg_sleep(600)' }, { signal: controller.signal })
        controller.abort()
        await sleeping
      },
      { timeouts },
    )
    expect(await refusal(running)).toMatchObject({ kind: 'canceled' })
    expect((await session.execute({ text: 'SELECT 1 AS one' })).rows).toEqual([{ one: 1 }])
    await session.close()
  })
})

test('a pooler that keeps sessions apart is as good as none', async () => {
  const server = await sharedPostgres(15)
  await using database = await freshDatabase(server)
  await using bouncer = await startPgBouncer(server, { poolSize: 5, poolMode: 'session' })
  const session = await postgres({ url: bouncer.through(database.url) }).connect()
  expect(session.server.pooled).toBe(false)
  await session.close()
})
