import { freshDatabase, type PostgresOptions, type PostgresServer } from '@slipway/testkit'
import { openProxy, postgresProtocol } from '../proxy.ts'
import { connection } from '../query.ts'
import { executions } from '../server-log.ts'
import { snapshot } from '../snapshot.ts'
import type { Stage } from './stage.ts'

/** A server whose log says when each statement of which database began and ended, and whose commits last. */
export const crashServer: Omit<PostgresOptions, 'version'> = {
  fsync: true,
  logStatements: true,
  settings: { log_min_duration_statement: '0', log_line_prefix: '%m [%p] %d %a ' },
}

/** PostgreSQL as a stage. The server was started as a {@link crashServer}. */
export function postgresStage(server: PostgresServer): Stage {
  return {
    url: server.url,
    config: {},
    fresh: () => freshDatabase(server),
    connect: connection,
    snapshot,
    openProxy: () => openProxy(server.port, postgresProtocol),
    async sessions(url, text, looking) {
      await using client = await connection(url)
      const how = looking === 'waiting' ? "AND wait_event_type = 'Lock'" : ''
      const sql = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND state = 'active' AND EXISTS (
      SELECT FROM regexp_split_to_table(query, E'\n;\n') part WHERE part LIKE $1 AND part NOT LIKE '%(project, %'
    ) ${how}`
      return (await client.rows(sql, [`%${text}%`])).length
    },
    log: () => server.log(),
    executions(log, database, mark) {
      const mine = log
        .split(/(?=^\d{4}-\d\d-\d\d )/m)
        .filter((line) => line.includes(` ${database} `))
        .join('')
      return executions(mine, mark)
    },
    kill9: () => server.kill9(),
    restart: () => server.restart(),
  }
}
