import { freshDatabase, sharedPostgres, type FreshDatabase } from '@slipway/testkit'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cases } from './cases/index.ts'
import { differences, factsOf, inspectWithin } from './inspect-with.ts'

// Version 15 is where pg_dump can be asked too, in a test of its own.
describe.each([13, 18] as const)('PostgreSQL %i', (version) => {
  let database: FreshDatabase
  let client: Client
  beforeAll(async () => {
    database = await freshDatabase(await sharedPostgres(version))
    client = new Client({ connectionString: database.url })
    await client.connect()
  })
  afterAll(async () => {
    await client.end()
    await database.drop()
  })

  test.each(cases.filter(({ since = 13 }) => since <= version))('$title', async ({ setup = '', change, names }) => {
    const facts = await factsOf(client)
    await client.query('BEGIN; CREATE ROLE slipway_reader; CREATE ROLE slipway_writer')
    try {
      await client.query(setup)
      const before = await inspectWithin(client, facts)
      await client.query(change)
      const found = differences(before, await inspectWithin(client, facts))
      expect(Object.keys(found)).toEqual([...names].sort())
      for (const [from, to] of Object.values(found)) expect(from).not.toBe(to)
    } finally {
      await client.query('ROLLBACK')
    }
  })
})
