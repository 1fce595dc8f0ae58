import { openRelay } from '../harness/relay.ts'
import type { Absent, Contender, Row, Setting } from '../harness/row.ts'
import { checkTables } from '../rivals/postgres/check-tables.ts'
import { postgresContender } from '../rivals/postgres/postgres-contender.ts'
import { postgresToolNames, postgresTools } from '../rivals/postgres/postgres-tools.ts'
import { postgresServer } from '../servers/postgres.ts'
import { tableMigrations } from '../work/tables.ts'

async function contenders(size: number, setting: Setting): Promise<readonly (Contender | Absent)[]> {
  const server = await postgresServer(setting)
  const relay = await setting.once('postgres-15 behind 1 ms', () => openRelay({ port: server.port, roundTrip: 1 }))
  const migrations = tableMigrations(size)
  return (await postgresTools(postgresToolNames, setting)).map((tool) =>
    'files' in tool
      ? postgresContender(tool, {
          server,
          setting,
          migrations,
          begins: 'empty',
          calls: (place) => tool.up(place),
          relay,
          check: (url) => checkTables(url, migrations),
        })
      : tool,
  )
}

/** A server in the same data center is about this far away: every question waits for it. */
export const applyDelayed: Row = {
  name: 'apply-delayed',
  title: 'the same with 1 ms of network delay, PostgreSQL',
  sizes: { short: [100], full: [100, 200, 400] },
  rounds: { short: 2, full: 3 },
  unit: 'migrations',
  reach: { words: 'twice as fast as the best tool', beside: 'best', times: 0.5, at: [100] },
  contenders,
}
