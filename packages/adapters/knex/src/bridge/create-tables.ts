import type { BridgeContext, Statement } from '@slipway/core/plugin'
import { makeOnce, name, queryFor, type Name } from '@slipway/core/adapter'
import { findTables, type TableSettings } from './history-table.ts'

/**
 * Creates what is missing of knex's tables, as knex 3.3.0 does (lib/migrations/migrate/table-creator.js), and the one row
 * that it locks by. Knex may be doing the same at the same time: what it made meanwhile is taken as it is.
 */
export const createTables = (context: BridgeContext, settings: TableSettings): Promise<void> =>
  makeOnce(() => createMissing(context, settings))

async function createMissing(context: BridgeContext, settings: TableSettings): Promise<void> {
  const { session } = context
  const { history, lock, found } = await findTables(context, settings)
  if (!found.history) await session.execute(historyTable(context, history))
  if (!found.lock) await session.execute(lockTable(context, lock))
  await session.execute(lockRow(context, lock))
}

function historyTable({ dialect }: BridgeContext, table: Name): Statement {
  const query = queryFor(dialect)
  return dialect.name === 'postgres'
    ? query`CREATE TABLE ${table} (id serial PRIMARY KEY, name varchar(255), batch integer, migration_time timestamptz)`
    : query`CREATE TABLE ${table} (id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, name varchar(255), batch int, migration_time timestamp)`
}

function lockTable({ dialect }: BridgeContext, table: Name): Statement {
  const query = queryFor(dialect)
  const index = name('index')
  return dialect.name === 'postgres'
    ? query`CREATE TABLE ${table} (${index} serial PRIMARY KEY, is_locked integer)`
    : query`CREATE TABLE ${table} (${index} int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, is_locked int)`
}

/** With a second row knex could never take its lock again: it wants to have changed exactly one. */
function lockRow({ dialect }: BridgeContext, table: Name): Statement {
  const query = queryFor(dialect)
  return dialect.name === 'postgres'
    ? query`INSERT INTO ${table} (is_locked) SELECT 0 WHERE NOT EXISTS (SELECT FROM ${table})`
    : query`INSERT INTO ${table} (is_locked) SELECT 0 FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM ${table} AS present)`
}
