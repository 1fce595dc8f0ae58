import { once } from 'node:events'
import { freshDatabase, sharedPostgres, type FreshDatabase } from '@slipway/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Session } from '@slipway/core/plugin'
import { postgres } from '../src/index.ts'
import { startHolder } from './fixtures/holder.ts'
import { landed, refusal, timeouts } from './fixtures/values.ts'

describe.each([13, 15, 18] as const)('the lease on PostgreSQL %i', (version) => {
  let database: FreshDatabase
  let session: Session
  const driver = () => postgres({ url: database.url })
  const project = 'app'
  const short = { ...timeouts, lease: 3_000 }

  beforeEach(async () => {
    database = await freshDatabase(await sharedPostgres(version))
    session = await driver().connect()
  })
  afterEach(async () => {
    await session.close()
    await database.drop()
  })

  test('one holds it, others wait in turn, tokens grow', async () => {
    const tokens: number[] = []
    let inside = 0
    const one = () =>
      driver().lease({ project, owner: 'one of eight', timeouts }, async (lease) => {
        inside += 1
        expect(inside).toBe(1)
        tokens.push(lease.token)
        await lease.session.execute({ text: 'SELECT pg_sleep(0.01)' })
        inside -= 1
      })
    await Promise.all(Array.from({ length: 8 }, one))
    expect(tokens).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(await driver().holder(session, project)).toBeUndefined()
  })

  test('who waits is told who holds it, and what to do', async () => {
    await driver().lease({ project, owner: 'ada@ci (pid 4121)', timeouts }, async (lease) => {
      const seen: unknown[] = []
      const waiting = driver().lease(
        { project, owner: 'me', timeouts: short, onWaiting: (holder) => seen.push(holder?.owner) },
        async () => undefined,
      )
      expect(await refusal(waiting)).toMatchObject({
        code: 'SW-LOCKED',
        message: expect.stringContaining(`ada@ci (pid 4121)`),
        hint: expect.stringContaining('slipway unlock'),
        details: { pid: lease.session.identity?.id },
      })
      expect(seen).toContain('ada@ci (pid 4121)')
      expect(await driver().holder(session, project)).toMatchObject({
        owner: 'ada@ci (pid 4121)',
        token: lease.token,
        session: { id: lease.session.identity?.id, application: 'slipway' },
      })
    })
  })

  test('work that fails lets it go', async () => {
    const failing = driver().lease({ project, owner: 'me', timeouts }, async () => {
      throw new Error('stop')
    })
    await expect(failing).rejects.toThrow('stop')
    await driver().lease({ project, owner: 'me', timeouts: short }, async () => undefined)
  })

  test('the lease of a killed process is taken over', async () => {
    await using holder = await startHolder(database.url)
    holder.child.kill('SIGKILL')
    await once(holder.child, 'exit')
    await driver().lease({ project, owner: 'successor', timeouts }, async ({ token }) => {
      expect(token).toBe(holder.token + 1)
    })
  })

  test('a stopped process keeps it: time alone takes nothing', async () => {
    await using holder = await startHolder(database.url)
    holder.child.kill('SIGSTOP')
    const waiting = driver().lease(
      { project, owner: 'me', timeouts: { ...timeouts, lease: 7_000 } },
      async () => undefined,
    )
    expect(await refusal(waiting)).toMatchObject({
      code: 'SW-LOCKED',
      details: { owner: 'holder', pid: holder.backend },
    })
  })

  test('a killed process whose statement still runs keeps it until the server is done', async () => {
    await using holder = await startHolder(database.url, 'SELECT pg_sleep(600)')
    await expect
      .poll(() =>
        driver()
          .alive(session, { id: holder.backend, startedAt: '' })
          .then(() => driver().holder(session, project)),
      )
      .toMatchObject({ session: { id: holder.backend, state: 'active' } })
    holder.child.kill('SIGKILL')
    await once(holder.child, 'exit')
    const waiting = driver().lease(
      { project, owner: 'me', timeouts: { ...timeouts, lease: 6_500 } },
      async () => undefined,
    )
    expect(await refusal(waiting)).toMatchObject({ code: 'SW-LOCKED', details: { pid: holder.backend } })
    await driver().breakLease(session, project)
    await driver().lease({ project, owner: 'me', timeouts }, async ({ token }) => {
      expect(token).toBeGreaterThan(holder.token)
    })
  })

  test('broken while its holder is stopped: nothing of the holder counts any more', async () => {
    await using holder = await startHolder(database.url)
    holder.child.kill('SIGSTOP')
    await driver().breakLease(session, project)
    expect(await driver().holder(session, project)).toBeUndefined()
    await driver().lease({ project, owner: 'successor', timeouts: short }, async ({ token }) => {
      const stale = driver()
        .journal(session, project)
        .append([landed(1)], holder.token)
      expect(await refusal(stale)).toMatchObject({ code: 'SW-LEASE-LOST', kind: 'lease-lost' })
      await driver()
        .journal(session, project)
        .append([landed(1)], token)
      holder.child.kill('SIGCONT')
      expect(await driver().holder(session, project)).toMatchObject({ owner: 'successor', token })
    })
  })

  test('the holder learns that its lease was taken', async () => {
    const lost = driver().lease({ project, owner: 'me', timeouts }, async (lease) => {
      await session.execute({ text: 'UPDATE slipway.lease SET token = token + 1' })
      if (!lease.signal.aborted) await once(lease.signal, 'abort')
      throw lease.signal.reason
    })
    expect(await refusal(lost)).toMatchObject({ code: 'SW-LEASE-LOST', kind: 'lease-lost' })
  })

  test('the heart beats while a long transaction holds the token', async () => {
    await driver().lease({ project, owner: 'me', timeouts }, async (lease) => {
      await lease.session.transaction(
        async () => {
          const first = (await driver().holder(session, project))?.beat ?? 0
          await expect.poll(async () => (await driver().holder(session, project))?.beat).toBeGreaterThan(first + 1)
        },
        { timeouts, token: lease.token },
      )
    })
  })

  test('CREATE INDEX CONCURRENTLY meets no waiter', async () => {
    await session.execute({ text: 'CREATE TABLE a AS SELECT generate_series(1, 1000) AS x' })
    await driver().lease({ project, owner: 'me', timeouts }, async (lease) => {
      const waiting = refusal(
        driver().lease({ project, owner: 'you', timeouts: { ...timeouts, lease: 1_000 } }, async () => undefined),
      )
      await lease.session.execute({ text: 'CREATE INDEX CONCURRENTLY i ON a (x)' }, { timeouts })
      expect(await waiting).toMatchObject({ code: 'SW-LOCKED' })
      expect(await driver().workers(session, 'index:public.i')).toEqual([])
    })
  })

  test('who works on an index is found', async () => {
    await session.execute({ text: 'CREATE TABLE a AS SELECT generate_series(1, 1000) AS x' })
    const blocker = await driver().connect()
    const builder = await driver().connect()
    let building: Promise<unknown> = Promise.resolve()
    await blocker.transaction(
      async (transaction) => {
        await transaction.execute({ text: 'INSERT INTO a VALUES (0)' })
        building = builder.execute({ text: 'CREATE INDEX CONCURRENTLY i ON a (x)' })
        await expect
          .poll(() => driver().workers(session, 'index:public.i'))
          .toMatchObject([{ id: builder.identity?.id }])
        await expect
          .poll(() => driver().progress!(session, builder.identity!))
          .toMatchObject({ what: expect.stringContaining('waiting') })
        await expect
          .poll(() => driver().blockers(session, builder.identity!))
          .toMatchObject([{ id: blocker.identity?.id }])
      },
      { timeouts },
    )
    await building
    await Promise.all([blocker.close(), builder.close()])
  })
})
