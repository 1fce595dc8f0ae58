import { expect, test } from 'vitest'
import { openPlace, servers } from './flyway-place.ts'

const waits = {
  PostgreSQL: 'SELECT pg_advisory_lock(1), pg_advisory_unlock(1)',
  other: "SELECT GET_LOCK('gate', 60), RELEASE_LOCK('gate')",
}
const shuts = { PostgreSQL: 'SELECT pg_advisory_lock(1)', other: "SELECT GET_LOCK('gate', 0)" }
const opens = { PostgreSQL: 'SELECT pg_advisory_unlock(1)', other: "SELECT RELEASE_LOCK('gate')" }

test.each(servers)(
  'on %s Flyway waits while we hold its lock, and we do not get it while Flyway works',
  async (server) => {
    const words = server === 'PostgreSQL' ? 'PostgreSQL' : 'other'
    await using place = await openPlace(server, { 'db/V1__a.sql': waits[words] })
    const { bridge } = place.project
    const context = await place.load()
    const { lock } = bridge ?? {}
    if (bridge === undefined || lock === undefined) throw new Error('it has no lock')
    await bridge.prepare(context)
    const self = place.session.identity?.id

    const held = await lock.take(context)
    expect(held).toBeDefined()
    expect((await lock.sessions(context)).holders.map(({ id }) => id)).toEqual([self?.split(' ')[0]])
    await place.session.execute({ text: shuts[words] })
    const running = place.flyway('migrate')
    if (server !== 'PostgreSQL') await expect.poll(async () => (await lock.sessions(context)).waiters.length).toBe(1)
    expect(await place.rows()).toEqual([])

    expect(await lock.release(context, held ?? null)).toBe(true)
    expect(await lock.release(context, held ?? null)).toBe(false)
    await expect.poll(async () => (await lock.sessions(context)).holders.length).toBe(1)
    expect(await lock.take(context)).toBeUndefined()
    expect((await lock.sessions(context)).holders).toMatchObject([{ user: expect.any(String) }])

    await place.session.execute({ text: opens[words] })
    expect((await running).code).toBe(0)
    expect(await place.rows()).toHaveLength(1)
    await expect.poll(() => lock.sessions(context)).toEqual({ holders: [], waiters: [] })
  },
)
