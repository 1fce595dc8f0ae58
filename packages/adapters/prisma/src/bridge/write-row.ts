import { randomUUID } from 'node:crypto'
import type { BridgeChange, BridgeContext, Migration } from '@slipway/core/plugin'
import { queryFor } from '@slipway/core/adapter'
import { prismaChecksum } from '../files/checksums.ts'
import { findTable } from './table.ts'

/**
 * Writes what Prisma would: for what ran, the row of `migrate deploy`; for what is stated, that of `migrate resolve`. A rollback
 * keeps the row and says when it was, as Prisma does; one that failed is set aside in the same way before the next.
 */
export async function writeRow(
  context: BridgeContext,
  change: BridgeChange,
  schemas: ReadonlySet<string>,
  scripts: ReadonlyMap<string, string>,
): Promise<void> {
  const { session, dialect } = context
  const query = queryFor(dialect)
  const { name: table } = await findTable(context, schemas)
  const { migration } = change
  const isPostgres = dialect.name === 'postgres'
  if (change.direction === 'down') {
    await session.execute(
      isPostgres
        ? query`UPDATE ${table} SET rolled_back_at = statement_timestamp() WHERE migration_name = ${migration} AND rolled_back_at IS NULL`
        : query`UPDATE ${table} SET rolled_back_at = UTC_TIMESTAMP(3) WHERE migration_name = ${migration} AND rolled_back_at IS NULL`,
    )
    return
  }
  const { rows } = await session.execute(
    query`SELECT 1 AS there FROM ${table} WHERE migration_name = ${migration} AND finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  )
  if (rows.length > 0) return
  await session.execute(
    isPostgres
      ? query`UPDATE ${table} SET rolled_back_at = statement_timestamp() WHERE migration_name = ${migration} AND finished_at IS NULL AND rolled_back_at IS NULL`
      : query`UPDATE ${table} SET rolled_back_at = UTC_TIMESTAMP(3) WHERE migration_name = ${migration} AND finished_at IS NULL AND rolled_back_at IS NULL`,
  )
  const script = scripts.get(migration)
  const checksum = script === undefined ? change.record.checksum : prismaChecksum(script)
  const logs = change.ran ? null : ''
  const steps = change.ran ? 1 : 0
  const took = change.ran ? Math.round(change.milliseconds) : 0
  await session.execute(
    isPostgres
      ? query`
INSERT INTO ${table} (id, checksum, finished_at, migration_name, logs, started_at, applied_steps_count)
VALUES (${randomUUID()}, ${checksum}, statement_timestamp(), ${migration}, ${logs},
  statement_timestamp() - ${took}::double precision * interval '1 millisecond', ${steps})`
      : query`
INSERT INTO ${table} (id, checksum, finished_at, migration_name, logs, started_at, applied_steps_count)
VALUES (${randomUUID()}, ${checksum}, UTC_TIMESTAMP(3), ${migration}, ${logs},
  UTC_TIMESTAMP(3) - INTERVAL ${took * 1000} MICROSECOND, ${steps})`,
  )
}

/** Takes over the checksum of an edited file. */
export async function amendRow(
  context: BridgeContext,
  migration: Migration,
  schemas: ReadonlySet<string>,
  scripts: ReadonlyMap<string, string>,
): Promise<void> {
  const { name: table } = await findTable(context, schemas)
  const script = scripts.get(migration.id)
  const checksum = script === undefined ? migration.checksum : prismaChecksum(script)
  await context.session.execute(
    queryFor(
      context.dialect,
    )`UPDATE ${table} SET checksum = ${checksum} WHERE migration_name = ${migration.id} AND rolled_back_at IS NULL`,
  )
}
