import { queryFor } from '@slipway/core/adapter'
import { isPostgres } from '../bridging/quoted.ts'
import type { TableHistory } from './table-bridge.ts'

/** dbmate keeps the versions that are applied, and nothing else of them. */
export const dbmateHistory: TableHistory = {
  name: 'dbmate',
  table: 'schema_migrations',
  beside: ['_pkey'],

  create(context, table) {
    const sql = queryFor(context.dialect)
    return isPostgres(context)
      ? [sql`CREATE TABLE IF NOT EXISTS ${table.name} (version varchar PRIMARY KEY)`]
      : [sql`CREATE TABLE IF NOT EXISTS ${table.name} (version varchar(128) PRIMARY KEY)`]
  },

  async read(context, table) {
    const { rows } = await context.session.execute(
      queryFor(context.dialect)`SELECT version FROM ${table.name} ORDER BY version`,
    )
    const versions = rows.map((row) => String(row['version']))
    return { applied: versions.map((version) => ({ id: version, raw: { version } })), failed: [], notices: [] }
  },

  async write(context, table, { direction, migration }) {
    const sql = queryFor(context.dialect)
    if (direction === 'down') await context.session.execute(sql`DELETE FROM ${table.name} WHERE version = ${migration}`)
    else if (isPostgres(context))
      await context.session.execute(
        sql`INSERT INTO ${table.name} (version) VALUES (${migration}) ON CONFLICT DO NOTHING`,
      )
    else await context.session.execute(sql`INSERT IGNORE INTO ${table.name} (version) VALUES (${migration})`)
  },
}
