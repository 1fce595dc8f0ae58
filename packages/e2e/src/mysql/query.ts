import { createConnection, type RowDataPacket } from 'mysql2/promise'
import type { Connection } from '../query.ts'

/** Connects to MySQL or MariaDB; a connection that the server ends later is no error. */
export async function mysqlConnection(url: string): Promise<Connection> {
  const client = await createConnection({ uri: url, jsonStrings: true, dateStrings: true })
  client.on('error', () => undefined)
  const end = (): Promise<void> => client.end().catch(() => undefined)
  return {
    async rows(sql, params = []) {
      const [rows] = await client.query<RowDataPacket[]>(sql, [...params])
      return Array.isArray(rows) ? rows : []
    },
    end,
    [Symbol.asyncDispose]: end,
  }
}

/** Sends statements on a connection of its own; answers the rows of the last one. */
export async function mysqlQuery(
  url: string,
  ...statements: readonly string[]
): Promise<readonly Record<string, unknown>[]> {
  await using client = await mysqlConnection(url)
  let rows: readonly Record<string, unknown>[] = []
  for (const sql of statements) rows = await client.rows(sql)
  return rows
}
