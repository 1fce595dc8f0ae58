import { freshDatabase, startPgBouncer, startPostgres, type PgBouncer, type PostgresServer } from '@slipway/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { slipway } from '../src/child.ts'
import { makeProject, type Files } from '../src/project.ts'
import { connection, query } from '../src/query.ts'

const transactional: Files = {
  'V1__one.sql': "SET lock_timeout = '777ms';\nSET search_path = aside, public;\nCREATE TABLE t (n int NOT NULL);\n",
  'V2__two.sql': 'INSERT INTO aside.t VALUES (1);\nUPDATE aside.t SET n = n + 1 WHERE n > 0;\n',
}
const concurrently: Files = {
  ...transactional,
  'V3__three.sql': 'CREATE INDEX CONCURRENTLY t_n ON aside.t (n);\n',
}
const direct = {
  driver: 'postgres({ url: process.env.DATABASE_URL, directUrl: process.env.DIRECT_DATABASE_URL })',
}

describe.each([1, 2])('through PgBouncer in transaction mode, pool size %i', (poolSize) => {
  let server: PostgresServer
  let pooler: PgBouncer

  beforeAll(async () => {
    server = await startPostgres({ version: 15 })
    pooler = await startPgBouncer(server, { poolSize })
  })
  afterAll(async () => {
    await pooler?.stop()
    await server?.stop()
  })

  /** Every server connection of the pool must look as it did before the first client. */
  async function expectNothingLeft(url: string): Promise<void> {
    await using client = await connection(pooler.through(url))
    for (let turn = 0; turn < 4; turn += 1) {
      expect(await client.rows('SHOW lock_timeout')).toEqual([{ lock_timeout: '0' }])
      expect(await client.rows('SHOW search_path')).toEqual([{ search_path: '"$user", public' }])
      expect(await client.rows('SHOW statement_timeout')).toEqual([{ statement_timeout: '0' }])
      expect(await client.rows('SHOW idle_in_transaction_session_timeout')).toEqual([
        { idle_in_transaction_session_timeout: '0' },
      ])
    }
    const locks = `SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory'
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
    expect(await client.rows(locks)).toEqual([{ n: 0 }])
  }

  test('transactional migrations apply and roll back, and nothing leaks to the next client', async () => {
    await using database = await freshDatabase(server)
    await query(database.url, 'CREATE SCHEMA aside')
    await using project = await makeProject({
      ...transactional,
      'U1__one.sql': 'DROP TABLE aside.t;\n',
      'U2__two.sql': 'DELETE FROM aside.t WHERE n = 2;\n',
    })
    const options = { cwd: project.dir, env: { DATABASE_URL: pooler.through(database.url) } }
    expect(await slipway(['apply'], options)).toMatchObject({ code: 0 })
    expect(await query(database.url, 'SELECT n FROM aside.t')).toEqual([{ n: 2 }])
    await expectNothingLeft(database.url)
    expect(await slipway(['apply'], options)).toMatchObject({ code: 0 })
    expect(await slipway(['rollback', '--yes'], options)).toMatchObject({ code: 0 })
    expect(await query(database.url, `SELECT to_regclass('aside.t') AS t`)).toEqual([{ t: null }])
    await expectNothingLeft(database.url)
  })

  test('what needs a session of its own is refused by name, and works with directUrl', async () => {
    await using database = await freshDatabase(server)
    await query(database.url, 'CREATE SCHEMA aside')
    await using project = await makeProject(concurrently)
    const env = { DATABASE_URL: pooler.through(database.url), DIRECT_DATABASE_URL: database.url }
    const refused = await slipway(['apply'], { cwd: project.dir, env })
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining('SW-POOLER') })
    expect(refused.stderr).toContain('V3')
    expect(refused.stderr).toContain('directUrl')
    expect(await query(database.url, `SELECT to_regclass('aside.t') AS t`)).toEqual([{ t: null }])
    await expectNothingLeft(database.url)

    await using cured = await makeProject(concurrently, direct)
    expect(await slipway(['apply'], { cwd: cured.dir, env })).toMatchObject({ code: 0 })
    const index = `SELECT indisvalid FROM pg_index WHERE indexrelid = 'aside.t_n'::regclass`
    expect(await query(database.url, index)).toEqual([{ indisvalid: true }])
    await expectNothingLeft(database.url)
  })
})
