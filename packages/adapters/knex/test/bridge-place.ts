import { createRequire } from 'node:module'
import type { BridgeChange, BridgeContext, Dialect, Driver, Migration, Session } from '@slipway/core/plugin'
import { mysql } from '@slipway/driver-mysql'
import { postgres } from '@slipway/driver-postgres'
import { freshDatabase, sharedMariadb, sharedMysql, sharedPostgres } from '@slipway/testkit'
import type { Knex } from 'knex'

const { knex } = createRequire(import.meta.url)('knex') as { readonly knex: (config: Knex.Config) => Knex }

/** An empty database, a session of Slipway on it, and a knex of its own. */
export interface Place extends AsyncDisposable {
  readonly context: (...ids: readonly string[]) => BridgeContext
  readonly session: Session
  readonly dialect: Dialect
  readonly driver: Driver
  readonly knex: (config?: Partial<Knex.Config>) => Knex
}

/** The servers that the tests run on. */
export const servers = ['PostgreSQL', 'MySQL', 'MariaDB'] as const

/** Makes a place on one of the servers. */
export async function openPlace(server: (typeof servers)[number]): Promise<Place> {
  const postgresql = server === 'PostgreSQL'
  const shared = postgresql ? sharedPostgres(16) : server === 'MySQL' ? sharedMysql('8.0') : sharedMariadb('10.11')
  const database = await freshDatabase(await shared)
  const driver = postgresql ? postgres({ url: database.url }) : mysql({ url: database.url })
  const session = await driver.connect()
  const dialect = await driver.dialect()
  const opened: Knex[] = []
  return {
    session,
    dialect,
    driver,
    context: (...ids) => ({ session, dialect, migrations: ids.map(migration) }),
    knex: (config = {}) => {
      const made = knex({ client: postgresql ? 'pg' : 'mysql2', connection: database.url, pool: { min: 0 }, ...config })
      opened.push(made)
      return made
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(opened.map((made) => made.destroy()))
      await session.close()
      await database.drop()
    },
  }
}

/** A file as the adapter loads it. */
export function migration(id: string): Migration {
  return {
    id,
    title: id,
    after: [],
    up: [],
    down: undefined,
    repeatable: false,
    tags: [],
    requires: [],
    transaction: 'auto',
    allow: [],
    checksum: '0'.repeat(64),
    location: { file: `migrations/${id}`, line: 1 },
  }
}

/** What a run did to one migration. */
export function change(direction: 'up' | 'down', id: string, together: readonly string[] = []): BridgeChange {
  const record = { title: id, checksum: '', repeatable: false, after: [], reversal: 'none', file: id } as const
  return { direction, migration: id, file: migration(id), record, ran: true, together, milliseconds: 1 }
}

/** Migrations of one table each, under these names. */
export function source(...names: readonly string[]): Knex.MigrationSource<string> {
  return {
    getMigrations: async () => [...names],
    getMigrationName: (name) => name,
    getMigration: async (name) => {
      const table = `t_${name.replaceAll(/\W/g, '_')}`
      return {
        up: async (db) => void (await db.schema.createTable(table, (columns) => void columns.increments())),
        down: async (db) => void (await db.schema.dropTable(table)),
      }
    },
  }
}
