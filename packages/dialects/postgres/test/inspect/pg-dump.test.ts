import { freshDatabase, pgDump, startPostgres, type PostgresServer } from '@slipway/testkit'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cases } from './cases/index.ts'
import { differences, inspectWith } from './inspect-with.ts'

let server: PostgresServer
beforeAll(async () => {
  server = await startPostgres({ version: 15 })
  const client = new Client({ connectionString: server.url })
  await client.connect()
  await client.query('CREATE ROLE slipway_reader; CREATE ROLE slipway_writer')
  await client.end()
})
afterAll(() => server.stop())

// Mostly waiting for another process, so several at once.
test.concurrent.each(cases.filter(({ since = 13 }) => since <= 15))(
  '$title',
  async ({ setup = '', change, names, dump }) => {
    await using database = await freshDatabase(server)
    const client = new Client({ connectionString: database.url })
    await client.connect()
    try {
      await client.query(setup)
      const [before, dumpBefore] = [await inspectWith(client), await pgDump(database.url)]
      await client.query(change)
      const [after, dumpAfter] = [await inspectWith(client), await pgDump(database.url)]
      expect(Object.keys(differences(before, after))).toEqual([...names].sort())
      expect(dumpAfter !== dumpBefore, dump?.because).toBe(dump?.differs ?? names.length > 0)
    } finally {
      // A subscription would keep its database from being dropped.
      await client.query(`DO $$ BEGIN IF EXISTS (SELECT FROM pg_subscription WHERE subname = 's' AND subdbid =
      (SELECT oid FROM pg_database WHERE datname = current_database())) THEN
      ALTER SUBSCRIPTION s SET (slot_name = NONE); DROP SUBSCRIPTION s; END IF; END $$`)
      await client.end()
    }
  },
)
