import type { ServerFacts } from '@slipway/core/plugin'
import { objectId } from '../dialect/names/object-id.ts'
import type { Query } from '../query.ts'
import type { Found } from './collect.ts'

/** Below this, a table is far from its limit, and how often it was changed is nobody's concern. */
const WORTH_SAYING = 32

/**
 * Notes how many instant changes MySQL still carries in the rows of a table, once they come near the limit (64, and 255
 * from 9.1). The catalog shows it to users with the PROCESS privilege only; without it nothing is said.
 */
export async function noteInstantChanges(query: Query, server: ServerFacts, found: Found): Promise<void> {
  if (server.flavor !== 'mysql' || server.versionNumber < 80_029) return
  const rows = await query(
    `SELECT SUBSTRING_INDEX(SUBSTRING_INDEX(NAME, '/', -1), '#', 1) AS name, MAX(TOTAL_ROW_VERSIONS) AS changes
       FROM information_schema.INNODB_TABLES
       WHERE TOTAL_ROW_VERSIONS >= ${WORTH_SAYING} AND SUBSTRING_INDEX(NAME, '/', 1) = DATABASE() GROUP BY 1`,
  ).catch(() => [])
  for (const row of rows) {
    const id = objectId('table', String(row['name']))
    const table = found.get(id)
    if (table !== undefined) found.set(id, { ...table, cosmetic: `instant changes: ${Number(row['changes'])}` })
  }
}
