import { randomBytes } from 'node:crypto'
import { Client } from 'pg'

/** An empty database for one test. */
export interface FreshDatabase extends AsyncDisposable {
  readonly url: string
  readonly name: string
  /** Ends every session in the database and drops it. */
  drop(): Promise<void>
}

async function administer(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** Creates an empty database on the server that `url` names, as the user it names. */
export async function freshDatabase(server: { readonly url: string }): Promise<FreshDatabase> {
  const name = `t_${randomBytes(6).toString('hex')}`
  // template0 has no sessions that could hold the copy up, and nothing that a test put into template1.
  await administer(server.url, `CREATE DATABASE ${name} TEMPLATE template0`)
  const url = new URL(server.url)
  url.pathname = `/${name}`
  const drop = (): Promise<void> => administer(server.url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  return { url: url.href, name, drop, [Symbol.asyncDispose]: drop }
}
