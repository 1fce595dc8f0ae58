import type { Absent, Contender, Row, Setting } from '../harness/row.ts'
import { checkTables } from '../rivals/postgres/check-tables.ts'
import { postgresContender } from '../rivals/postgres/postgres-contender.ts'
import { postgresGrowthNames, postgresToolNames, postgresTools } from '../rivals/postgres/postgres-tools.ts'
import { postgresServer } from '../servers/postgres.ts'
import { tableMigrations } from '../work/tables.ts'

async function contenders(size: number, setting: Setting): Promise<readonly (Contender | Absent)[]> {
  const server = await postgresServer(setting)
  const migrations = tableMigrations(size)
  const tools = await postgresTools(size > 1000 ? postgresGrowthNames : postgresToolNames, setting)
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

/** Each migration creates a table, an index and a comment. */
export const applyPostgres: Row = {
  name: 'apply',
  title: 'apply small migrations from empty, PostgreSQL',
  sizes: { short: [200], full: [1000, 2000, 4000] },
  rounds: { short: 2, full: 3 },
  unit: 'migrations',
  reach: { words: 'at most 1.0 × the floor', beside: 'psql', times: 1, at: [1000] },
  contenders,
}
