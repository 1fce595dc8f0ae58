import { resolve } from 'node:path'
import { CONTRACT, type Driver } from '@slipway/core/plugin'
import {
  forgetProject,
  sqlCheckpoints,
  sqlJournal,
  sqlScript,
  sqlStorage,
  tablesIn,
  type Tables,
} from '@slipway/dialect-postgres/store'
import { breakLease, leaseHolder, withLease, type Holders } from './lease.ts'
import type { PgliteOptions } from './options.ts'
import { sharedInstance, type SharedInstance } from './shared-instance.ts'

/**
 * A driver for PGlite: PostgreSQL inside the process, without a server. Its sessions share one connection and take
 * turns; locks, lock timeouts and `statement_timeout` are accepted and have no effect.
 *
 * @example
 * driver: pglite({ directory: '.slipway/dev' })
 */
export function pglite(options: PgliteOptions = {}): Driver {
  const tables = tablesIn(options.schema ?? 'slipway')
  const directory = options.directory === undefined ? undefined : resolve(options.directory)
  return driverOver(sharedInstance(options, directory, tables), options, tables)
}

function driverOver(instance: SharedInstance, options: PgliteOptions, tables: Tables): Driver {
  const holders: Holders = new Map()
  return {
    kind: 'driver',
    name: 'pglite',
    contract: CONTRACT,
    dialect: async (asked) => (await import('@slipway/dialect-postgres')).postgresDialect(asked),
    address: options.directory === undefined ? 'PGlite in memory' : `PGlite in ${options.directory}`,
    connect: () => instance.connect(),
    identify: async () => ({ server: `pglite:${await instance.id()}`, database: 'postgres' }),
    journal: (session, project) => sqlJournal(session, project, tables),
    checkpoints: (session, project) => sqlCheckpoints(session, project, tables),
    storage: (session) => sqlStorage(session, tables),
    forget: (lease, project) => forgetProject(lease, project, tables),
    async lease(lease, work) {
      const session = await instance.connect(lease.project)
      try {
        return await withLease(session, tables, holders, lease, work)
      } finally {
        await session.close()
      }
    },
    holder: (session, project) => leaseHolder(session, project, tables, holders),
    breakLease: (session, project) => breakLease(session, project, tables, holders),
    alive: async () => undefined,
    blockers: async () => [],
    workers: async () => [],
    oldest: async () => [],
    script: (parts) => sqlScript(tables, parts),
    async scratch(nonce) {
      const inMemory = { ...options, directory: undefined }
      const fresh = sharedInstance(inMemory, undefined, tables)
      return {
        driver: driverOver(fresh, inMemory, tables),
        name: `slipway_scratch_${nonce}`,
        url: `memory://slipway_scratch_${nonce}`,
        drop: () => fresh.close(),
      }
    },
  }
}
