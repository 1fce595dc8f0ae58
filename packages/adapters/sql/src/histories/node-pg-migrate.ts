import { queryFor, sessionLock } from '@slipway/core/adapter'
import type { TableHistory } from './table-bridge.ts'

// node-pg-migrate 9, `PG_MIGRATE_LOCK_ID`.
const lockKey = '7241865325823964'

/** node-pg-migrate, on PostgreSQL only, keeps the names of files without what they end in. */
export const nodePgMigrateHistory: TableHistory = {
  name: 'node-pg-migrate',
  table: 'pgmigrations',
  beside: ['_pkey', '_id_seq'],

  lock: () => sessionLock(`node-pg-migrate's advisory lock ${lockKey}`, () => lockKey),

  create(context, table) {
    const sql = queryFor(context.dialect)
    return [
      sql`
CREATE TABLE IF NOT EXISTS ${table.name} (
  id serial PRIMARY KEY,
  name varchar(255) NOT NULL,
  run_on timestamp NOT NULL
)`,
    ]
  },

  async read(context, table) {
    const { rows } = await context.session.execute(queryFor(context.dialect)`
SELECT name, min(to_char(run_on AT TIME ZONE current_setting('TimeZone') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) AS moment
FROM ${table.name} GROUP BY name ORDER BY min(run_on), min(id)`)
    return {
      applied: rows.map((row) => {
        const id = String(row['name'])
        return { id, at: String(row['moment']), raw: { name: id } }
      }),
      failed: [],
      notices: [],
    }
  },

  async write(context, table, { direction, migration }) {
    const sql = queryFor(context.dialect)
    await context.session.execute(
      direction === 'down'
        ? sql`DELETE FROM ${table.name} WHERE name = ${migration}`
        : sql`
INSERT INTO ${table.name} (name, run_on)
SELECT ${migration}::text, now() WHERE NOT EXISTS (SELECT FROM ${table.name} WHERE name = ${migration}::text)`,
    )
  },
}
