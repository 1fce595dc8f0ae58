import type { BridgeContext } from '@slipway/core/plugin'
import { makeOnce, name, queryFor, type Name, type Query } from '@slipway/core/adapter'
import { findTable } from './table.ts'

/** Creates the table, and on PostgreSQL its schema, as Prisma's engine does: `flavour/postgres.rs`, `flavour/mysql.rs`. */
export const prepareTable = (context: BridgeContext, schemas: ReadonlySet<string>): Promise<void> =>
  makeOnce(() => createMissing(context, schemas))

async function createMissing(context: BridgeContext, schemas: ReadonlySet<string>): Promise<void> {
  const { session, dialect } = context
  const table = await findTable(context, schemas)
  if (table.exists) return
  const [schema] = schemas
  if (dialect.name === 'postgres' && table.schema === undefined && schema !== undefined) {
    await session.execute(queryFor(dialect)`CREATE SCHEMA IF NOT EXISTS ${name(schema)}`)
  }
  await session.execute(tableQuery(context, table.name))
}

function tableQuery({ dialect }: BridgeContext, table: Name): Query {
  const query = queryFor(dialect)
  if (dialect.name === 'postgres') {
    return query`
CREATE TABLE IF NOT EXISTS ${table} (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
)`
  }
  return query`
CREATE TABLE IF NOT EXISTS ${table} (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             DATETIME(3),
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          DATETIME(3),
    started_at              DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    applied_steps_count     INTEGER UNSIGNED NOT NULL DEFAULT 0
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`
}
