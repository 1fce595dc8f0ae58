import { randomBytes } from 'node:crypto'
import type { Connection, RowDataPacket } from 'mysql2/promise'
import type { FreshDatabase } from '../shared/fresh-database.ts'

async function administer(url: string, work: (connection: Connection) => Promise<void>): Promise<void> {
  const { createConnection } = await import('mysql2/promise')
  const connection = await createConnection(url)
  try {
    await work(connection)
  } finally {
    await connection.end()
  }
}

// Dropping waits for the transactions of the sessions that use the database, which may never end.
async function endSessions(connection: Connection, name: string): Promise<void> {
  const [rows] = await connection.query<RowDataPacket[]>(
    'SELECT id FROM information_schema.processlist WHERE db = ? AND id <> CONNECTION_ID()',
    [name],
  )
  for (const row of rows) {
    // One that ended by itself meanwhile is an unknown thread.
    await connection.query('KILL CONNECTION ?', [Object.values(row)[0]]).catch(() => {})
  }
}

/** Creates an empty MySQL or MariaDB database, with the server's default character set. */
export async function freshMysqlDatabase(serverUrl: string): Promise<FreshDatabase> {
  const name = `t_${randomBytes(6).toString('hex')}`
  await administer(serverUrl, async (connection) => void (await connection.query(`CREATE DATABASE ${name}`)))
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  const drop = (): Promise<void> =>
    administer(serverUrl, async (connection) => {
      await endSessions(connection, name)
      await connection.query(`DROP DATABASE IF EXISTS ${name}`)
    })
  return { url: url.href, name, drop, [Symbol.asyncDispose]: drop }
}
