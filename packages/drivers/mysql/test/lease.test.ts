import { once } from 'node:events'
import type { FreshDatabase } from '@slipway/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Session } from '@slipway/core/plugin'
import { mysql } from '../src/index.ts'
import { startHolder } from './fixtures/holder.ts'
import { openLingering } from './fixtures/lingering.ts'
import { servers } from './fixtures/servers.ts'
import { landed, refusal, timeouts } from './fixtures/values.ts'

describe.each(servers)('the lease on %s', (_name, fresh) => {
  let database: FreshDatabase
  let session: Session
  const driver = () => mysql({ url: database.url })
  const project = 'app'
  const short = { ...timeouts, lease: 3_000 }

  beforeEach(async () => {
    database = await fresh()
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
        await lease.session.execute({ text: 'SELECT SLEEP(0.01)' })
        inside -= 1
      })
    await Promise.all(Array.from({ length: 8 }, one))
    expect(tokens).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(await driver().holder(session, project)).toBeUndefined()
  })

  test('as soon as it is let go nobody holds it, though the server still has the session', async () => {
    await using lingering = await openLingering(database.url)
    await mysql({ url: lingering.url }).lease({ project, owner: 'me', timeouts }, async () => undefined)
    expect(await driver().holder(session, project)).toBeUndefined()
    await driver().lease({ project, owner: 'next', timeouts: { ...timeouts, lease: 0 } }, async () => undefined)
  })

  test('who waits is told who holds it; work that fails lets it go', async () => {
    const failing = driver().lease({ project, owner: 'ada@ci (pid 4121)', timeouts }, async (lease) => {
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
        session: { id: lease.session.identity?.id },
      })
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

  test('a stopped process keeps it: time alone takes nothing; broken, nothing of it counts any more', async () => {
    await using holder = await startHolder(database.url)
    holder.child.kill('SIGSTOP')
    const waiting = driver().lease(
      { project, owner: 'me', timeouts: { ...timeouts, lease: 7_000 } },
      async () => undefined,
    )
    expect(await refusal(waiting)).toMatchObject({
      code: 'SW-LOCKED',
      details: { owner: 'holder', pid: holder.session },
    })
    await driver().breakLease(session, project)
    expect(await driver().holder(session, project)).toBeUndefined()
    await driver().lease({ project, owner: 'successor', timeouts: short }, async ({ token }) => {
      const journal = driver().journal(session, project)
      expect(await refusal(journal.append([landed(1)], holder.token))).toMatchObject({
        code: 'SW-LEASE-LOST',
        kind: 'lease-lost',
      })
      await journal.append([landed(1)], token)
      holder.child.kill('SIGCONT')
      expect(await driver().holder(session, project)).toMatchObject({ owner: 'successor', token })
    })
  })

  test('a killed process whose statement still runs keeps it until the server is done', async () => {
    // Computes: a wait for a lock or for time ends when the client is gone.
    await using holder = await startHolder(
      database.url,
      'SELECT COUNT(*) FROM information_schema.COLUMNS a, information_schema.COLUMNS b, information_schema.COLUMNS c',
    )
    const running = "SELECT 1 FROM information_schema.PROCESSLIST WHERE ID = ? AND INFO LIKE 'SELECT COUNT(*)%'"
    await expect
      .poll(async () => (await session.execute({ text: running, params: [holder.session] })).rows.length)
      .toBe(1)
    holder.child.kill('SIGKILL')
    await once(holder.child, 'exit')
    const waiting = driver().lease(
      { project, owner: 'me', timeouts: { ...timeouts, lease: 6_500 } },
      async () => undefined,
    )
    expect(await refusal(waiting)).toMatchObject({ code: 'SW-LOCKED', details: { pid: holder.session } })
    await driver().breakLease(session, project)
    await driver().lease({ project, owner: 'me', timeouts }, async ({ token }) => {
      expect(token).toBeGreaterThan(holder.token)
    })
  })

  async function otherSession(): Promise<{ readonly session: Session } & AsyncDisposable> {
    const other = await driver().connect()
    return { session: other, [Symbol.asyncDispose]: () => other.close() }
  }

  test('the holder learns that its lease was taken', async () => {
    const lost = driver().lease({ project, owner: 'me', timeouts }, async (lease) => {
      await session.execute({ text: `UPDATE slipway.heartbeat SET token = token + 1 WHERE db = DATABASE()` })
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

  test('a session is told from any other of the same number, and lives as long as it holds its own lock', async () => {
    const other = await driver().connect()
    const identity = other.identity!
    expect(await driver().alive(session, identity)).toMatchObject({ id: identity.id })
    expect(await driver().alive(session, { ...identity, startedAt: `${identity.startedAt}0` })).toBeUndefined()
    expect(await driver().alive(session, { ...identity, startedAt: 'another server/0' })).toBeUndefined()
    await other.execute({ text: 'DO RELEASE_ALL_LOCKS()' }, { timeouts })
    expect(await driver().alive(session, identity)).toMatchObject({ id: identity.id })
    await other.close()
    await expect.poll(() => driver().alive(session, identity)).toBeUndefined()
  })

  test('who is in the way of a change is named, for certain or as probable', async () => {
    await session.execute({ text: 'CREATE TABLE a (x int)' })
    await using reader = await otherSession()
    await using builder = await otherSession()
    let building: Promise<unknown> = Promise.resolve()
    await reader.session.transaction(
      async (transaction) => {
        await transaction.execute({ text: 'SELECT * FROM a' })
        await transaction.execute({ text: 'INSERT INTO a VALUES (1)' })
        building = builder.session.execute(
          { text: 'ALTER TABLE a ADD y int' },
          { timeouts: { ...timeouts, lock: 120_000 } },
        )
        await expect
          .poll(() => driver().workers(session, 'column:a.y'))
          .toMatchObject([{ id: builder.session.identity?.id }])
        await expect
          .poll(() => driver().blockers(session, builder.session.identity!))
          .toContainEqual(expect.objectContaining({ id: reader.session.identity?.id }))
        const blockers = await driver().blockers(session, builder.session.identity!)
        // MariaDB tells only who has a transaction open, in whatever database.
        const blocker = blockers.find(({ id }) => id === reader.session.identity?.id)
        expect(blocker).toBeDefined()
        expect(blocker?.probable).toBe(session.server.flavor === 'mariadb' ? true : undefined)
      },
      { timeouts },
    )
    await building
    expect(await driver().blockers(session, builder.session.identity!)).toEqual([])
  })
})
