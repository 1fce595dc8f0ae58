import { basename, join } from 'node:path'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { CONTRACT, type Driver, type ServerFacts, type Session } from '@slipway/core/plugin'
import { openConnection, type Connection } from './connection.ts'
import { breakLease, holder, withLease } from './lease.ts'
import { openSession } from './session.ts'
import { checkpoints, journal } from './store.ts'

/** How to reach a database. */
export interface SqliteOptions {
  readonly file: string
}

async function facts({ run }: Connection): Promise<ServerFacts> {
  const { rows } = await run('SELECT sqlite_version() AS version')
  const version = String(rows[0]?.['version'])
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  const versionNumber = major * 1_000_000 + minor * 1_000 + patch
  return { flavor: 'sqlite', version, versionNumber, topology: 'primary', pooled: false, settings: {} }
}

/**
 * A driver for SQLite, through Node's own `node:sqlite`.
 *
 * @example
 * driver: sqlite({ file: 'shop.db' })
 */
export function sqlite({ file }: SqliteOptions): Driver {
  const connect = async (project?: string): Promise<Session> => {
    const connection = openConnection(file)
    return openSession(connection, await facts(connection), project)
  }
  return {
    kind: 'driver',
    name: 'sqlite',
    contract: CONTRACT,
    dialect: async () => (await import('../dialect/sqlite-dialect.ts')).sqliteDialect,
    address: file,
    connect: () => connect(),
    identify: async () => ({ server: 'sqlite', database: realpathSync(file) }),
    journal,
    checkpoints,
    async lease(options, work) {
      const session = await connect(options.project)
      try {
        return await withLease(session, file, options, work)
      } finally {
        await session.close()
      }
    },
    holder: (session, project) => holder(session, file, project),
    breakLease: (session, project) => breakLease(session, file, project),
    // A file has no server that could tell of other sessions.
    alive: async () => undefined,
    blockers: async () => [],
    workers: async () => [],
    oldest: async () => [],
    async scratch(nonce) {
      const name = `slipway_scratch_${nonce}`
      const folder = mkdtempSync(join(tmpdir(), `${name}-`))
      const path = join(folder, basename(file))
      const drop = async (): Promise<void> => rmSync(folder, { recursive: true, force: true })
      return { driver: sqlite({ file: path }), url: path, name, drop }
    },
  }
}
