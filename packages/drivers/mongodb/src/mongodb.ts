import { CONTRACT, type Driver } from '@slipway/core/plugin'
import { addressOf } from './connect/address.ts'
import { clientSettings } from './connect/client-settings.ts'
import { openSession } from './connect/open-session.ts'
import { identify } from './identify.ts'
import { breakLease, leaseHolder } from './lease/holder.ts'
import { withLease } from './lease/lease.ts'
import { blockersOf, isAlive, oldestSessions, progressOf, workersOn } from './lease/peers.ts'
import type { MongodbOptions } from './options.ts'
import { leftoversOf } from './scratch/leftovers.ts'
import { makeScratch } from './scratch/make-scratch.ts'
import { mongoCheckpoints } from './store/checkpoints.ts'
import { forgetProject, mongoStorage } from './store/forget.ts'
import { mongoJournal } from './store/journal.ts'

/**
 * A driver for MongoDB 4.4 and later. Connects to nothing and reads nothing until it is used.
 *
 * @example
 * driver: mongodb({ url: process.env.MONGODB_URL })
 */
export function mongodb(options: MongodbOptions): Driver {
  const application = options.application ?? 'slipway'
  return {
    kind: 'driver',
    name: 'mongodb',
    contract: CONTRACT,
    dialect: async () => {
      const [{ mongodbDialect }, { database }] = await Promise.all([
        import('./dialect/index.ts'),
        clientSettings(options),
      ])
      return mongodbDialect({ database })
    },
    address: addressOf(options),
    connect: async (connect) =>
      (await openSession(options, { application: connect?.application ?? application })).session,
    identify,
    journal: mongoJournal,
    checkpoints: mongoCheckpoints,
    storage: mongoStorage,
    forget: forgetProject,
    lease: (lease, work) => withLease(options, application, lease, work),
    holder: leaseHolder,
    breakLease,
    alive: isAlive,
    blockers: blockersOf,
    leftovers: leftoversOf,
    progress: progressOf,
    workers: workersOn,
    oldest: oldestSessions,
    scratch: (nonce) => makeScratch({ options, driver: mongodb }, nonce),
  }
}
