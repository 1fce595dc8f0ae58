import { parseVersion, queryFor, type Version } from '@slipway/core/adapter'
import type { BridgeContext, Row } from '@slipway/core/plugin'
import type { HistoryTable } from '../../bridging/find-table.ts'

/** A row of Flyway's history. */
export interface FlywayRow {
  readonly rank: number
  /** As it stands there; absent for a repeatable. */
  readonly text: string | undefined
  readonly version: Version | undefined
  readonly description: string
  readonly type: string
  readonly script: string
  readonly checksum: number | undefined
  readonly by: string
  /** ISO 8601. */
  readonly at: string
  readonly success: boolean
}

/** All rows in the order of their ranks. */
export async function readRows(context: BridgeContext, table: HistoryTable): Promise<readonly FlywayRow[]> {
  const sql = queryFor(context.dialect)
  const query =
    context.dialect.name === 'postgres'
      ? sql`
SELECT installed_rank::text AS place, version, description, type, script, checksum::text AS checksum, installed_by AS who,
  to_char(installed_on AT TIME ZONE current_setting('TimeZone') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS moment,
  CASE WHEN success THEN '1' ELSE '0' END AS success
FROM ${table.name} ORDER BY installed_rank`
      : sql`
SELECT installed_rank AS place, version, description, type, script, checksum, installed_by AS who,
  date_format(convert_tz(installed_on, @@session.time_zone, '+00:00'), '%Y-%m-%dT%H:%i:%sZ') AS moment,
  CASE WHEN success THEN '1' ELSE '0' END AS success
FROM ${table.name} ORDER BY installed_rank`
  return (await context.session.execute(query)).rows.map(toRow)
}

function toRow(row: Row): FlywayRow {
  const text = (column: string): string | undefined => {
    const value = row[column]
    return value === null || value === undefined ? undefined : String(value)
  }
  const version = text('version')
  const checksum = text('checksum')
  return {
    rank: Number(row['place']),
    text: version,
    version: version === undefined ? undefined : parseVersion(version),
    description: text('description') ?? '',
    type: text('type') ?? '',
    script: text('script') ?? '',
    checksum: checksum === undefined ? undefined : Number(checksum),
    by: text('who') ?? '',
    at: text('moment') ?? '',
    success: text('success') === '1',
  }
}
