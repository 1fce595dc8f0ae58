import type { Absent, Contender, Row, Setting } from '../harness/row.ts'
import { checkTables } from '../rivals/postgres/check-tables.ts'
import { postgresContender } from '../rivals/postgres/postgres-contender.ts'
import { postgresNamesAt, postgresTools } from '../rivals/postgres/postgres-tools.ts'
import { postgresServer } from '../servers/postgres.ts'
import { tableMigrations } from '../work/tables.ts'

async function contenders(size: number, setting: Setting): Promise<readonly (Contender | Absent)[]> {
  const server = await postgresServer(setting)
  const migrations = tableMigrations(size)
  const tools = await postgresTools(postgresNamesAt(size, [500, 2000]), setting)
  return tools.map((tool) => {
    if (!('files' in tool)) return tool
    const { name, down } = tool
    if (down === undefined) return { name, why: 'its free edition has no rollback' }
    return postgresContender(tool, {
      server,
      setting,
      migrations,
      begins: 'applied',
      calls: down,
      check: (url) => checkTables(url, []),
    })
  })
}

/** Everything that the apply row applied goes away again. */
export const rollback: Row = {
  name: 'rollback',
  title: 'roll back small migrations, PostgreSQL',
  sizes: { short: [100], full: [500, 1000, 2000] },
  rounds: { short: 2, full: 2 },
  unit: 'migrations',
  reach: { words: 'at most 1.2 × the floor', beside: 'psql', times: 1.2, at: [1000] },
  contenders,
}
