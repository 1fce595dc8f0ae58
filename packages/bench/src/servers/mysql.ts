import { startMysql, type MysqlServer } from '@slipway/testkit'
import { createConnection, type RowDataPacket } from 'mysql2/promise'
import type { Setting } from '../harness/row.ts'

const told = ['version', 'innodb_flush_log_at_trx_commit', 'sync_binlog', 'log_bin', 'binlog_format'] as const

/** The MySQL 8.0 of this run: every commit survives the machine. */
export async function mysqlServer(setting: Setting): Promise<MysqlServer> {
  const server = await setting.once('mysql-8.0', () => startMysql({ version: '8.0', fsync: true }))
  const facts = await queryMysql(server.url, `SELECT ${told.map((each) => `@@${each} AS ${each}`).join(', ')}`)
  const { version, ...settings } = Object.fromEntries(
    Object.entries(facts[0] ?? {}).map(([name, value]) => [name, String(value)]),
  )
  setting.note({ name: 'MySQL', version: version ?? '', settings })
  return server
}

/** One statement over a connection of its own; the rows by their column names. */
export async function queryMysql(
  url: string,
  statement: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const connection = await createConnection(url)
  try {
    const [rows] = await connection.query<RowDataPacket[]>(statement)
    return rows
  } finally {
    await connection.end()
  }
}
