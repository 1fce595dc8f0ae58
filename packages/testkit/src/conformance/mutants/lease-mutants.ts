import { SlipwayError } from '@slipway/core'
import type { Driver, LeaseOptions } from '@slipway/core/plugin'
import { isSlipwayError } from '../check.ts'
import type { Mutant } from './mutant.ts'

const isLocked = (error: unknown): boolean => isSlipwayError(error) && error.code === 'SW-LOCKED'

/** Takes the lock away from whoever holds it. */
async function rob(driver: Driver, project: string): Promise<void> {
  const session = await driver.connect()
  try {
    await driver.breakLease(session, project)
  } finally {
    await session.close()
  }
}

/** When the lock runs out by the clock of whoever took it, in milliseconds since the epoch. */
const term = 60_000

async function runsOut(driver: Driver, project: string): Promise<number> {
  const session = await driver.connect()
  try {
    await driver.journal(session, project).prepare()
    const until = await driver.checkpoints(session, project).read('runs-out')
    return typeof until === 'number' ? until : Infinity
  } finally {
    await session.close()
  }
}

/** Deploy locks that lock nothing, or too much. */
export const leaseMutants: readonly Mutant[] = [
  {
    id: 'no-exclusion',
    lie: 'everybody gets the lock',
    caughtBy: ['lease.exclusive'],
    mutate(driver) {
      let token = 0
      return {
        ...driver,
        async lease(_options, work) {
          const session = await driver.connect()
          try {
            return await work({ session, token: (token += 1), signal: new AbortController().signal })
          } finally {
            await session.close()
          }
        },
      }
    },
  },
  {
    id: 'same-token',
    lie: 'every holder gets the same token',
    caughtBy: ['lease.exclusive', 'lease.fence'],
    mutate: (driver) => ({
      ...driver,
      lease: (options, work) => driver.lease(options, (lease) => work({ ...lease, token: 1 })),
    }),
  },
  {
    id: 'says-nothing',
    lie: 'who waits is not told who holds the lock',
    caughtBy: ['lease.waiting'],
    mutate: (driver) => ({
      ...driver,
      lease: ({ onWaiting: _onWaiting, ...options }, work) => driver.lease(options, work),
    }),
  },
  {
    id: 'one-lock',
    lie: 'all projects share one lock',
    caughtBy: ['lease.projects'],
    mutate: (driver) => ({
      ...driver,
      lease: (options, work) => driver.lease({ ...options, project: 'all' }, work),
    }),
  },
  {
    id: 'swallows-failure',
    lie: 'what the work threw does not come out',
    caughtBy: ['lease.failed-work'],
    mutate: (driver) => ({
      ...driver,
      lease: <T>(options: LeaseOptions, work: Parameters<Driver['lease']>[1]) =>
        driver.lease(options, work).catch((error: unknown) => {
          if (isLocked(error)) throw error
        }) as Promise<T>,
    }),
  },
  {
    id: 'waits-on',
    lie: 'a signal does not end the wait for the lock',
    caughtBy: ['lease.canceled'],
    mutate: (driver) => ({
      ...driver,
      lease: ({ signal: _signal, ...options }, work) => driver.lease(options, work),
    }),
  },
  {
    id: 'never-aborts',
    lie: 'a holder does not learn that its lock was taken',
    caughtBy: ['lease.fence'],
    mutate: (driver) => ({
      ...driver,
      lease: (options, work) =>
        driver.lease(options, (lease) => work({ ...lease, signal: new AbortController().signal })),
    }),
  },
  {
    id: 'breaks-nothing',
    lie: 'breaking the lock does nothing',
    caughtBy: ['lease.fence', 'lease.resumed'],
    mutate: (driver) => ({ ...driver, breakLease: async () => undefined }),
  },
  {
    id: 'no-heart',
    lie: 'the heart of a holder stands still',
    caughtBy: ['lease.beat'],
    mutate: (driver) => ({
      ...driver,
      async holder(session, project) {
        const found = await driver.holder(session, project)
        return found === undefined ? undefined : { ...found, beat: 1 }
      },
    }),
  },
  {
    id: 'keeps-for-the-dead',
    lie: 'the lock of a dead process is never taken over',
    caughtBy: ['lease.dead'],
    mutate: (driver) => ({
      ...driver,
      async lease(options, work) {
        const session = await driver.connect()
        const holder = await driver.holder(session, options.project).finally(() => session.close())
        if (holder !== undefined) throw new SlipwayError('SW-LOCKED', `It is held by ${holder.owner}`)
        return driver.lease(options, work)
      },
    }),
  },
  {
    id: 'expires',
    lie: 'a lock that was waited for long enough is taken, whoever lives',
    caughtBy: ['lease.paused'],
    mutate: (driver) => ({
      ...driver,
      async lease(options, work) {
        const first = { ...options, timeouts: { ...options.timeouts, lease: Math.min(options.timeouts.lease, 3_000) } }
        try {
          return await driver.lease(first, work)
        } catch (error) {
          if (!isLocked(error) || options.timeouts.lease <= 3_000) throw error
          await rob(driver, options.project)
          return driver.lease(options, work)
        }
      },
    }),
  },
  {
    id: 'trusts-the-clock',
    lie: 'a lock runs out by the clocks of those who hold it and those who want it',
    caughtBy: ['lease.clock'],
    mutate: (driver) => ({
      ...driver,
      async lease(options, work) {
        if ((await runsOut(driver, options.project)) < Date.now()) await rob(driver, options.project)
        return driver.lease(options, async (lease) => {
          const checkpoints = driver.checkpoints(lease.session, options.project)
          await checkpoints.write(lease.session, 'runs-out', Date.now() + term)
          return work(lease)
        })
      },
    }),
  },
]
