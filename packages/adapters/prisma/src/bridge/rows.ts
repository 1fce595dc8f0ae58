import type { BridgeContext, Row } from '@slipway/core/plugin'
import { queryFor } from '@slipway/core/adapter'
import type { FoundTable } from './table.ts'

/** A row of `_prisma_migrations`, without its logs: they may quote values of rows. Times are ISO 8601 in UTC. */
export interface PrismaRow {
  readonly id: string
  readonly name: string
  readonly checksum: string
  readonly startedAt: string
  readonly finishedAt: string | undefined
  readonly rolledBackAt: string | undefined
  /** 1 of what Prisma ran, 0 of what somebody stated as applied. */
  readonly steps: number
  /** The database's own code in the logs of a failure. */
  readonly errorCode: string | undefined
}

/** All rows, in the order in which they were begun: Prisma's own order. */
export async function readRows({ session, dialect }: BridgeContext, table: FoundTable): Promise<readonly PrismaRow[]> {
  const query = queryFor(dialect)
  const { rows } = await session.execute(
    dialect.name === 'postgres'
      ? query`
SELECT id, migration_name AS name, checksum, applied_steps_count::text AS steps,
  to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS started,
  to_char(finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS finished,
  to_char(rolled_back_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS rolled_back,
  substring(logs FROM 'Database error code: ([0-9A-Za-z]+)') AS code
FROM ${table.name} ORDER BY started_at, finished_at, migration_name`
      : query`
SELECT id, migration_name AS name, checksum, CAST(applied_steps_count AS CHAR) AS steps,
  DATE_FORMAT(started_at, '%Y-%m-%dT%H:%i:%s.%fZ') AS started,
  DATE_FORMAT(finished_at, '%Y-%m-%dT%H:%i:%s.%fZ') AS finished,
  DATE_FORMAT(rolled_back_at, '%Y-%m-%dT%H:%i:%s.%fZ') AS rolled_back,
  CASE WHEN logs LIKE '%Database error code: %'
    THEN SUBSTRING_INDEX(SUBSTRING_INDEX(SUBSTRING_INDEX(logs, 'Database error code: ', -1), '\n', 1), ' ', 1) END AS code
FROM ${table.name} ORDER BY started_at, finished_at, migration_name`,
  )
  return rows.map(toRow)
}

function toRow(row: Row): PrismaRow {
  const text = (key: string): string | undefined => (typeof row[key] === 'string' ? row[key] : undefined)
  return {
    id: String(row['id']),
    name: String(row['name']),
    checksum: String(row['checksum']),
    startedAt: text('started') ?? '',
    finishedAt: text('finished'),
    rolledBackAt: text('rolled_back'),
    steps: Number(row['steps']),
    errorCode: text('code'),
  }
}
