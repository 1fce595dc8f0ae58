import type { Absent, Contender, Row, Setting } from '../harness/row.ts'
import { checkTables } from '../rivals/postgres/check-tables.ts'
import { postgresContender } from '../rivals/postgres/postgres-contender.ts'
import { postgresTools } from '../rivals/postgres/postgres-tools.ts'
import { postgresServer } from '../servers/postgres.ts'
import { tableMigrations } from '../work/tables.ts'

async function contenders(size: number, setting: Setting): Promise<readonly (Contender | Absent)[]> {
  const server = await postgresServer(setting)
  const migrations = tableMigrations(size)
  // Beside those that apply everything in one transaction by default; the others are in the row of fewer migrations.
  const tools = await postgresTools(['slipway', 'psql', 'knex', 'node-pg-migrate', 'alembic'], setting)
  return tools.map((tool) =>
    'files' in tool
      ? postgresContender(tool, {
          server,
          setting,
          migrations,
          begins: 'empty',
          calls: (place) => tool.up(place),
          check: (url) => checkTables(url, migrations),
        })
      : tool,
  )
}

/** More than a server's lock table holds at once, as it comes. */
export const applyMany: Row = {
  name: 'apply-many',
  title: 'many pending migrations from empty, PostgreSQL with default settings',
  sizes: { short: [], full: [2500, 5000, 10_000] },
  rounds: { short: 1, full: 2 },
  unit: 'migrations',
  reach: { words: 'completes, linear: at most 1.2 × the floor, which is', beside: 'psql', times: 1.2, at: [10_000] },
  contenders,
}
