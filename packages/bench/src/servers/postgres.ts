import { startPostgres, type PostgresServer } from '@slipway/testkit'
import { Client } from 'pg'
import type { Setting } from '../harness/row.ts'

const told = [
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'wal_sync_method',
  'shared_buffers',
  'max_connections',
  'max_locks_per_transaction',
]

/** The PostgreSQL 15 of this run, as it comes: every commit survives the machine. */
export async function postgresServer(setting: Setting): Promise<PostgresServer> {
  const server = await setting.once('postgres-15', () =>
    startPostgres({ version: 15, fsync: true, settings: { max_connections: '100' } }),
  )
  const found = await queryPostgres(
    server.url,
    `SELECT name, current_setting(name) AS value FROM unnest(string_to_array('${told.join()}', ',')) AS name`,
  )
  const settings = Object.fromEntries(found.map(({ name, value }) => [String(name), String(value)]))
  const [version] = await queryPostgres(server.url, `SELECT split_part(current_setting('server_version'), ' ', 1) AS v`)
  setting.note({ name: 'PostgreSQL', version: String(version?.['v']), settings })
  return server
}

/** One statement over a connection of its own; the rows by their column names. */
export async function queryPostgres(
  url: string,
  statement: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows
  } finally {
    await client.end()
  }
}
