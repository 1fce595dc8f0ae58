import { CONTRACT, type Driver, type Session } from '@slipway/core/plugin'
import {
  forgetProject,
  sqlCheckpoints,
  sqlJournal,
  sqlScript,
  sqlStorage,
  tablesIn,
} from '@slipway/dialect-postgres/store'
import { addressOf } from './address.ts'
import { breakLease, leaseHolder } from './holder.ts'
import { withLease } from './lease.ts'
import { openSession, type Target } from './open-session.ts'
import type { PostgresOptions } from './options.ts'
import { leftoversOf } from './leftovers.ts'
import { progressOf } from './progress.ts'
import { blockersOf, findSession, oldestSessions, workersOn } from './peers.ts'
import { makeScratch } from './scratch.ts'

async function identify(session: Session): Promise<{ readonly server: string; readonly database: string }> {
  const text = 'SELECT system_identifier::text AS server, current_database()::text AS database FROM pg_control_system()'
  const row = (await session.execute({ text })).rows[0]
  return { server: String(row?.['server']), database: String(row?.['database']) }
}

/**
 * A driver for PostgreSQL 13 and later. Connects to nothing and reads nothing until it is used.
 *
 * @example
 * driver: postgres({ url: process.env.DATABASE_URL })
 */
export function postgres(options: PostgresOptions): Driver {
  const tables = tablesIn(options.schema ?? 'slipway')
  const target: Target = {
    options,
    tables,
    pooled: undefined,
  }
  const application = options.application ?? 'slipway'
  return {
    kind: 'driver',
    name: 'postgres',
    contract: CONTRACT,
    dialect: async (asked) => (await import('@slipway/dialect-postgres')).postgresDialect(asked),
    address: addressOf(options),
    connect: async (connect) => (await openSession(target, connect?.application ?? application)).session,
    identify,
    journal: (session, project) => sqlJournal(session, project, tables),
    checkpoints: (session, project) => sqlCheckpoints(session, project, tables),
    storage: (session) => sqlStorage(session, tables),
    forget: (lease, project) => forgetProject(lease, project, tables),
    lease: (lease, work) => withLease(target, application, lease, work),
    holder: (session, project) => leaseHolder(session, project, tables),
    breakLease: (session, project) => breakLease(session, project, tables),
    alive: findSession,
    blockers: blockersOf,
    leftovers: leftoversOf,
    progress: progressOf,
    workers: workersOn,
    oldest: oldestSessions,
    script: (parts) => sqlScript(tables, parts),
    scratch: (nonce, scratch) => makeScratch({ options, driver: postgres, identify }, nonce, scratch?.extensions),
  }
}
