import { freshDatabase, type MysqlServer, type MysqlSettings } from '@slipway/testkit'
import type { Stage } from '../kill/stage.ts'
import { openProxy } from '../proxy.ts'
import { mysqlExecutions } from './general-log.ts'
import { mysqlProtocol } from './protocol.ts'
import { mysqlConnection } from './query.ts'
import { mysqlSnapshot } from './snapshot.ts'

/** A server whose log has every statement, and whose commits last. */
export const crashMysql: MysqlSettings = { fsync: true, logStatements: true }

/** The config of projects on MySQL and MariaDB. */
export const mysqlConfig: Stage['config'] = {
  driver: 'mysql({ url: process.env.DATABASE_URL })',
  imports: ["import { mysql } from '@slipway/driver-mysql'"],
}

/** MySQL or MariaDB as a stage. The server was started as a {@link crashMysql}. */
export function mysqlStage(server: MysqlServer): Stage {
  return {
    url: server.url,
    config: mysqlConfig,
    fresh: () => freshDatabase(server),
    connect: mysqlConnection,
    snapshot: mysqlSnapshot,
    openProxy: () => openProxy(server.port, mysqlProtocol),
    async sessions(url, text, looking) {
      await using client = await mysqlConnection(url)
      const how = looking === 'waiting' ? "AND STATE LIKE 'Waiting for%'" : ''
      const sql = `SELECT ID FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND ID <> CONNECTION_ID()
        AND COMMAND = 'Query' AND INFO LIKE ? ${how}`
      return (await client.rows(sql, [`%${text}%`])).length
    },
    log: () => server.log(),
    executions: mysqlExecutions,
    kill9: () => server.kill9(),
    restart: () => server.restart(),
  }
}
