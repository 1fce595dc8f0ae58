import type { BridgeContext } from '@slipway/core/plugin'
import { name, queryFor } from '@slipway/core/adapter'
import { findTable } from './table.ts'

/** Creates the table, and on PostgreSQL its schema, as Prisma's engine does: `flavour/postgres.rs`, `flavour/mysql.rs`. */
export async function prepareTable(context: BridgeContext, schemas: ReadonlySet<string>): Promise<void> {
  const { session, dialect } = context
  const query = queryFor(dialect)
  const table = await findTable(context, schemas)
  if (table.exists) return
  if (dialect.name !== 'postgres') {
    await session.execute(query`
CREATE TABLE IF NOT EXISTS ${table.name} (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             DATETIME(3),
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          DATETIME(3),
    started_at              DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    applied_steps_count     INTEGER UNSIGNED NOT NULL DEFAULT 0
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`)
    return
  }
  const [schema] = schemas
  if (table.schema === undefined && schema !== undefined) {
    await session.execute(query`CREATE SCHEMA IF NOT EXISTS ${name(schema)}`)
  }
  const create = query`
CREATE TABLE IF NOT EXISTS ${table.name} (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
)`
  try {
    await session.execute(create)
  } catch (thrown) {
    // PostgreSQL lets two sessions find it missing, and the second fail once the first has made it.
    if (!(await findTable(context, schemas)).exists) throw thrown
  }
}
