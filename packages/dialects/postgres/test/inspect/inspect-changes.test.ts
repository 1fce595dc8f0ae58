import { PGlite } from '@electric-sql/pglite'
import { freshDatabase, sharedPostgres, type PostgresVersion } from '@slipway/testkit'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cases } from './cases/index.ts'
import { differences, factsOf, inspectWithin, type Queryable } from './inspect-with.ts'

interface Engine {
  readonly name: string
  readonly major: number
  readonly whole: boolean
  open(): Promise<{ readonly client: Queryable; run(sql: string): Promise<unknown>; close(): Promise<void> }>
}

const server = (version: PostgresVersion): Engine => ({
  name: `PostgreSQL ${version}`,
  major: version,
  whole: true,
  async open() {
    const database = await freshDatabase(await sharedPostgres(version))
    const client = new Client({ connectionString: database.url })
    await client.connect()
    return {
      client,
      run: (sql) => client.query(sql),
      async close() {
        await client.end()
        await database.drop()
      },
    }
  },
})

const pglite: Engine = {
  name: 'PGlite',
  major: 18,
  whole: false,
  async open() {
    const client = await PGlite.create()
    return { client: client as unknown as Queryable, run: (sql) => client.exec(sql), close: () => client.close() }
  },
}

describe.each([server(13), server(15), server(18), pglite])('$name', ({ major, whole, open }) => {
  let engine: Awaited<ReturnType<Engine['open']>>
  beforeAll(async () => {
    engine = await open()
  })
  afterAll(() => engine.close())

  const known = cases.filter((one) => (one.since ?? 13) <= major && (whole || one.whole !== true))
  test.each(known)('$title', async ({ setup = '', change, names }) => {
    const facts = await factsOf(engine.client)
    await engine.run('BEGIN; CREATE ROLE slipway_reader; CREATE ROLE slipway_writer')
    try {
      await engine.run(setup)
      const before = await inspectWithin(engine.client, facts)
      await engine.run(change)
      const after = await inspectWithin(engine.client, facts)
      const found = differences(before, after)
      expect(Object.keys(found)).toEqual([...names].sort())
      for (const [from, to] of Object.values(found)) expect(from).not.toBe(to)
    } finally {
      await engine.run('ROLLBACK')
    }
  })
})
