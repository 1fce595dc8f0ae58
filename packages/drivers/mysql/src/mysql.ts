import { CONTRACT, type Driver, type Session } from '@slipway/core/plugin'
import { addressOf } from './address.ts'
import { breakLease, leaseHolder } from './holder.ts'
import { withLease } from './lease.ts'
import { dialectFor } from './dialect-for.ts'
import { leftoversOf } from './leftovers.ts'
import { openSession, type Target } from './open-session.ts'
import type { MysqlOptions } from './options.ts'
import { blockersOf, findSession, workersOn } from './peers.ts'
import { progressOf } from './progress.ts'
import { makeScratch } from './scratch.ts'
import { sqlScript } from './script.ts'
import { sqlCheckpoints } from './store/checkpoints.ts'
import { forgetProject, sqlStorage } from './store/forget.ts'
import { sqlJournal } from './store/journal.ts'
import { storeOf } from './store/prepare.ts'

async function identify(session: Session): Promise<{ readonly server: string; readonly database: string }> {
  const row = (await session.execute({ text: 'SELECT DATABASE() AS db' })).rows[0]
  return { server: session.server.settings['server'] ?? '', database: String(row?.['db']) }
}

/**
 * A driver for MySQL 8.0 and later and MariaDB 10.6 and later. Connects to nothing and reads nothing until it is used.
 *
 * @example
 * driver: mysql({ url: process.env.DATABASE_URL })
 */
export function mysql(options: MysqlOptions): Driver {
  const store = storeOf(options.store)
  const target: Target = { options, store }
  const application = options.application ?? 'slipway'
  return {
    kind: 'driver',
    name: 'mysql',
    contract: CONTRACT,
    dialect: () => dialectFor(options),
    address: addressOf(options),
    connect: async (connect) => (await openSession(target, connect?.application ?? application)).session,
    identify,
    journal: (session, project) => sqlJournal(session, project, store),
    checkpoints: (session, project) => sqlCheckpoints(session, project, store),
    storage: (session) => sqlStorage(session, store),
    forget: (lease, project) => forgetProject(lease, project, store),
    lease: (lease, work) => withLease(target, application, lease, work),
    holder: (session, project) => leaseHolder(session, project, store),
    breakLease: (session, project) => breakLease(session, project, store),
    alive: findSession,
    blockers: blockersOf,
    leftovers: (session) => leftoversOf(session, store),
    progress: progressOf,
    workers: workersOn,
    // DDL waits for those alone that use its table, and nobody can tell them before; `blockers` names them while it waits.
    oldest: async () => [],
    script: (parts) => sqlScript(store.known() ?? options.store ?? 'slipway', parts),
    scratch: (nonce) => makeScratch({ options, driver: mysql, identify }, nonce),
  }
}
