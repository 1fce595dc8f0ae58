import { randomBytes } from 'node:crypto'
import type { FreshDatabase } from '../shared/fresh-database.ts'

async function administer(url: string, sql: string): Promise<void> {
  const { Client } = await import('pg')
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** Creates an empty PostgreSQL database. */
export async function freshPostgresDatabase(serverUrl: string): Promise<FreshDatabase> {
  const name = `t_${randomBytes(6).toString('hex')}`
  // template0 has no sessions that could hold the copy up, and nothing that a test put into template1.
  await administer(serverUrl, `CREATE DATABASE ${name} TEMPLATE template0`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  const drop = (): Promise<void> => administer(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  return { url: url.href, name, drop, [Symbol.asyncDispose]: drop }
}
