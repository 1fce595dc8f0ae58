import { Client } from 'pg'
import { expect, test } from 'vitest'
import { freshDatabase, sharedPostgres, startPgBouncer } from '../src/index.ts'

async function pids(url: string): Promise<readonly unknown[]> {
  const clients = [new Client({ connectionString: url }), new Client({ connectionString: url })]
  try {
    const found: unknown[] = []
    for (const client of clients) {
      await client.connect()
      found.push((await client.query('SELECT pg_backend_pid() AS pid')).rows[0].pid)
    }
    return found
  } finally {
    await Promise.all(clients.map((client) => client.end()))
  }
}

test('two clients take turns on one server connection, and passwords are still checked', async () => {
  const server = await sharedPostgres(15)
  await using database = await freshDatabase(server)
  await using pooler = await startPgBouncer(server, { poolSize: 1 })
  const [direct, other] = await pids(database.url)
  expect(direct).not.toBe(other)
  const [first, second] = await pids(pooler.through(database.url))
  expect(first).toBe(second)
  const wrong = new URL(pooler.through(database.url))
  wrong.password = 'wrong'
  await expect(pids(wrong.href)).rejects.toMatchObject({ code: '08P01' })
  await pooler.stop()
  expect(() => process.kill(pooler.pid, 0)).toThrow('ESRCH')
})
