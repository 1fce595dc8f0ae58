import { createConnection } from 'mysql2/promise'
import { Client } from 'pg'

/** Runs messages of one or several statements, one after the other, over one connection. */
export async function fill(url: string, messages: readonly string[]): Promise<void> {
  if (url.startsWith('mysql:')) {
    const connection = await createConnection({ uri: url, multipleStatements: true })
    try {
      for (const message of messages) await connection.query(message)
    } finally {
      await connection.end()
    }
    return
  }
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    for (const message of messages) await client.query(message)
  } finally {
    await client.end()
  }
}
