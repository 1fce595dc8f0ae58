import { Client } from 'pg'

/** A connection of the test's own, closed at the end of the block. */
export interface Connection extends AsyncDisposable {
  rows(sql: string, params?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>
  end(): Promise<void>
}

/** Connects; a connection that the server ends later is no error. */
export async function connection(url: string): Promise<Connection> {
  const client = new Client({ connectionString: url, application_name: 'the test' })
  client.on('error', () => undefined)
  await client.connect()
  const end = (): Promise<void> => client.end().catch(() => undefined)
  return {
    async rows(sql, params = []) {
      const result = await client.query(sql, [...params])
      return (result.rows as Record<string, unknown>[] | undefined) ?? []
    },
    end,
    [Symbol.asyncDispose]: end,
  }
}

/** Sends one statement on a connection of its own. */
export async function query(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = await connection(url)
  try {
    return await client.rows(sql)
  } finally {
    await client.end()
  }
}
