import { randomUUID } from 'node:crypto'
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import { Client, escapeIdentifier, type ClientConfig } from 'pg'
import { connectionParts } from './connection-parts.ts'
import { postgresAdapter } from './postgres-adapter.ts'

/** Runs one statement on a connection of its own. */
async function once(config: ClientConfig, sql: string): Promise<void> {
  const client = new Client(config)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** Makes an empty database of this name beside the ones that are there. */
export async function createDatabase(url: string): Promise<void> {
  const { config, database } = connectionParts(url)
  await once({ ...config, database: 'postgres' }, `CREATE DATABASE ${escapeIdentifier(database)}`)
}

/**
 * Connections to a PostgreSQL server for Prisma's schema engine. The shadow database is another database of the same
 * server, made empty each time, and dropped after its own connection has ended.
 */
export function postgresFactory(url: string): SqlMigrationAwareDriverAdapterFactory {
  const { config, database, schema } = connectionParts(url)
  const here = { ...config, database }
  return {
    provider: 'postgres',
    adapterName: 'slipway-testkit',
    connect: () => postgresAdapter(here, schema),
    async connectToShadowDb() {
      const shadow = `prisma_migrate_shadow_db_${randomUUID()}`
      const name = escapeIdentifier(shadow)
      await once(here, `CREATE DATABASE ${name} TEMPLATE template0`)
      const drop = (): Promise<void> => once(here, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
      return postgresAdapter({ ...config, database: shadow }, schema, drop)
    },
  }
}
