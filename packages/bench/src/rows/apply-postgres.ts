import type { Absent, Contender, Row, Setting } from '../harness/row.ts'
import { checkTables } from '../rivals/postgres/check-tables.ts'
import { postgresContender } from '../rivals/postgres/postgres-contender.ts'
import { postgresToolNames, postgresTools } from '../rivals/postgres/postgres-tools.ts'
import { postgresServer } from '../servers/postgres.ts'
import { tableMigrations } from '../work/tables.ts'

// It took 28 s for 2,000 of the smallest migrations there are, four times what it took for half of them.
const flywayAtMost = 1000

async function contenders(size: number, setting: Setting): Promise<readonly (Contender | Absent)[]> {
  const server = await postgresServer(setting)
  const migrations = tableMigrations(size)
  return (await postgresTools(postgresToolNames, setting)).map((tool) => {
    if (!('files' in tool)) return tool
    if (tool.name === 'flyway' && size > flywayAtMost) {
      return { name: tool.name, why: 'its time grows faster than the work: minutes at this size' }
    }
    return postgresContender(tool, {
      server,
      setting,
      migrations,
      begins: 'empty',
      calls: (place) => tool.up(place),
      check: (url) => checkTables(url, migrations),
    })
  })
}

/** Each migration creates a table, an index and a comment. */
export const applyPostgres: Row = {
  name: 'apply',
  title: 'apply small migrations from empty, PostgreSQL',
  sizes: { short: [200], full: [1000, 2000, 4000] },
  rounds: { short: 3, full: 3 },
  unit: 'migrations',
  reach: { words: 'at most 1.0 × the floor', beside: 'psql', times: 1, at: [1000] },
  contenders,
}
