import { Client } from 'pg'
import { expect, test } from 'vitest'
import { freshDatabase, pgDump, sharedPostgres } from '../src/index.ts'

test('pg_dump shows the schema and says the same twice', async () => {
  await using database = await freshDatabase(await sharedPostgres(15))
  const client = new Client({ connectionString: database.url })
  await client.connect()
  await client.query('CREATE TABLE orders (id int PRIMARY KEY)')
  await client.end()
  const dump = await pgDump(database.url)
  expect(dump).toContain('CREATE TABLE public.orders')
  expect(await pgDump(database.url)).toBe(dump)
  await expect(pgDump(database.url, ['--no-such-option'])).rejects.toThrow('no-such-option')
})
