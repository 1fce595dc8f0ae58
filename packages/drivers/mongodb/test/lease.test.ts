import { once } from 'node:events'
import { freshDatabase, sharedMongodb, type FreshDatabase } from '@slipway/testkit'
import type { Db } from 'mongodb'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Session } from '@slipway/core/plugin'
import { mongodb } from '../src/index.ts'
import { startHolder } from './fixtures/holder.ts'
import { command, landed, refusal, timeouts } from './fixtures/values.ts'

describe.each([1, 0] as const)('the lease on MongoDB 6.0, %i members', (nodes) => {
  let database: FreshDatabase
  let session: Session
  const driver = () => mongodb({ url: database.url })
  const project = 'app'
  const short = { ...timeouts, lease: 3_000 }

  beforeEach(async () => {
    database = await freshDatabase(await sharedMongodb({ version: '6.0', nodes }))
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
        await lease.session.execute(command({ ping: 1 }))
        inside -= 1
      })
    await Promise.all(Array.from({ length: 8 }, one))
    expect(tokens).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(await driver().holder(session, project)).toBeUndefined()
  })

  test('who waits is told who holds it, and what to do; a stale token is worth nothing', async () => {
    await driver().lease({ project, owner: 'ada@ci (pid 4121)', timeouts }, async (lease) => {
      const seen: unknown[] = []
      const waiting = driver().lease(
        { project, owner: 'me', timeouts: short, onWaiting: (holder) => seen.push(holder?.owner) },
        async () => undefined,
      )
      expect(await refusal(waiting)).toMatchObject({
        code: 'SW-LOCKED',
        message: expect.stringContaining('ada@ci (pid 4121)'),
        hint: expect.stringContaining('slipway unlock'),
        details: { pid: lease.session.identity?.id },
      })
      expect(seen).toContain('ada@ci (pid 4121)')
      expect(await driver().holder(session, project)).toMatchObject({
        owner: 'ada@ci (pid 4121)',
        token: lease.token,
        session: { id: lease.session.identity?.id, application: expect.stringMatching(/^slipway/) },
      })
      const stale = driver()
        .journal(session, project)
        .append([landed(1)], lease.token - 1)
      expect(await refusal(stale)).toMatchObject({ code: 'SW-LEASE-LOST', kind: 'lease-lost' })
      expect(await driver().journal(session, project).read()).toEqual([])
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
})

describe('the lease on a replica set', () => {
  let database: FreshDatabase
  let session: Session
  const driver = () => mongodb({ url: database.url })
  const project = 'app'

  beforeEach(async () => {
    database = await freshDatabase(await sharedMongodb({ version: '6.0' }))
    session = await driver().connect()
  })
  afterEach(async () => {
    await session.close()
    await database.drop()
  })

  test('a session that a user may not see is not said to be gone', async () => {
    const { db } = session.native as { db: Db }
    const roles = ['readWrite', { role: 'readWrite', db: 'slipway' }]
    await db.command({ createUser: 'blind', pwd: 'canary', roles })
    const blind = mongodb({
      url: database.url
        .replace(/\/\/[^@]+@/, '//blind:canary@')
        .replace('authSource=admin', `authSource=${database.name}`),
    })
    const looking = await blind.connect()
    const unseen = { code: 'SW-PERMISSION', message: expect.stringContaining('cannot see whether session') as string }
    try {
      await driver().lease({ project, owner: 'ada', timeouts }, async (lease) => {
        expect(await refusal(blind.alive(looking, lease.session.identity!))).toMatchObject(unseen)
        expect(await refusal(blind.breakLease(looking, project))).toMatchObject(unseen)
        expect(await driver().holder(session, project)).toMatchObject({ owner: 'ada', token: lease.token })
      })
      expect(await blind.alive(looking, looking.identity!)).toMatchObject({ id: looking.identity?.id })
      const gone = await blind.connect()
      await gone.close()
      await expect.poll(() => blind.alive(looking, gone.identity!)).toBeUndefined()
      expect(await driver().alive(session, gone.identity!)).toBeUndefined()
    } finally {
      await looking.close()
      await db.command({ dropUser: 'blind' })
    }
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
      details: { owner: 'holder', pid: holder.session },
    })
  })

  test('a killed process whose command still runs keeps it until the server is done', async () => {
    await session.execute(command({ insert: 'a', documents: [{ n: 1 }] }))
    const forever = { find: 'a', filter: { $where: 'sleep(600000)' } }
    await using holder = await startHolder(database.url, JSON.stringify(forever))
    const state = () => driver().alive(session, { id: holder.session, startedAt: '' })
    await expect.poll(state).toMatchObject({ state: 'active' })
    // What a connection runs ends with it, unless it builds an index; a process that hangs keeps both.
    holder.child.kill('SIGSTOP')
    const waiting = driver().lease(
      { project, owner: 'me', timeouts: { ...timeouts, lease: 3_000 } },
      async () => undefined,
    )
    expect(await refusal(waiting)).toMatchObject({ code: 'SW-LOCKED', details: { pid: holder.session } })
    const broken = await refusal(driver().breakLease(session, project))
    expect(broken).toMatchObject({
      code: 'SW-LOCKED',
      message: expect.stringContaining('its process still has connections'),
    })
    await expect.poll(state).toMatchObject({ state: 'idle' })
    await driver().lease({ project, owner: 'successor', timeouts }, async ({ token }) => {
      const stale = driver()
        .journal(session, project)
        .append([landed(1)], holder.token)
      expect(await refusal(stale)).toMatchObject({ code: 'SW-LEASE-LOST', kind: 'lease-lost' })
      await driver()
        .journal(session, project)
        .append([landed(1)], token)
    })
  })

  test('the holder learns that its lease was taken, and its process lets go', async () => {
    const lost = driver().lease({ project, owner: 'me', timeouts }, async (lease) => {
      const breaking = driver().breakLease(session, project)
      if (!lease.signal.aborted) await once(lease.signal, 'abort')
      // Its connections are closed when this ends.
      void breaking.catch(() => undefined)
      throw lease.signal.reason
    })
    expect(await refusal(lost)).toMatchObject({ code: 'SW-LEASE-LOST', kind: 'lease-lost' })
    expect(await driver().holder(session, project)).toBeUndefined()
  })

  test('the heart beats while a long transaction holds the token, and nobody takes it then', async () => {
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

  test('who works on an index is found, with how far it is', async () => {
    // A word is a key: the build lasts long enough to be looked at three times.
    const words = Array.from({ length: 100 }, (_, n) => `w${n}`).join(' ')
    const documents = Array.from({ length: 20_000 }, (_, n) => ({ n, words }))
    const { db } = session.native as { db: Db }
    await db.collection('a').insertMany(documents)
    const builder = await driver().connect()
    const building = builder.execute({
      text: JSON.stringify({
        createIndexes: 'a',
        indexes: [{ key: { words: 'text' }, name: 'i0' }],
        comment: 'slipway:m up 0.0',
      }),
    })
    await expect
      .poll(() => driver().workers(session, 'index:a.i0'), { interval: 5 })
      .toContainEqual(expect.objectContaining({ id: builder.identity?.id, state: 'active' }))
    await expect
      .poll(() => driver().progress!(session, builder.identity!), { interval: 5 })
      .toMatchObject({ what: expect.stringContaining('Index Build'), total: expect.any(Number) })
    expect((await session.definitions(['index:a.i0']))['index:a.i0']).toContain('"state": "building"')
    await building
    await expect.poll(() => driver().workers(session, 'index:a.i0')).toEqual([])
    expect((await session.definitions(['index:a.i0']))['index:a.i0']).not.toContain('building')
    await builder.close()
  })
})
