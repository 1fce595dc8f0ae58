import { setTimeout as sleep } from 'node:timers/promises'
import { freshDatabase, sharedPostgres } from '@slipway/testkit'
import { expect, test } from 'vitest'
import { slipway, startSlipway } from '../src/child.ts'
import { makeProject, type ConfigParts, type Files } from '../src/project.ts'
import { connection, query } from '../src/query.ts'

const counting = (version: number, more = ''): Files => ({
  [`V${version}__count.sql`]: `UPDATE t SET n = n * 2 + ${version};\n${more}`,
})

async function stage(files: Files, config: ConfigParts = {}) {
  const database = await freshDatabase(await sharedPostgres(15))
  const project = await makeProject(files, config)
  await query(database.url, 'CREATE TABLE t (n int NOT NULL)')
  await query(database.url, 'INSERT INTO t VALUES (0)')
  return {
    ...project,
    url: database.url,
    options: { cwd: project.dir, env: { DATABASE_URL: database.url } },
    rows: async (sql: string) => {
      await using client = await connection(database.url)
      return await client.rows(sql)
    },
    async [Symbol.asyncDispose]() {
      await project[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
    },
  }
}

const n = 'SELECT n FROM t'
const applied = `SELECT migration FROM slipway.journal WHERE type = 'landed' ORDER BY seq`

test.concurrent('what is on its way behind a migration that fails is not done, and nobody speaks of it', async () => {
  await using site = await stage({
    ...counting(1),
    ...counting(2, 'SELECT 1 / (n - n) FROM t;\n'),
    ...counting(3),
    ...counting(4),
  })
  const failed = await slipway(['apply', '--json'], site.options)
  expect(failed.code).not.toBe(0)
  const { error } = JSON.parse(failed.stdout) as { error: { message: string } }
  expect(error.message).toContain('V2__count.sql:2')
  expect(error.message).toContain('Nothing of V2 is left behind; V1 before it stays applied.')
  expect(failed.stderr).not.toContain('V3')
  expect(await site.rows(n)).toEqual([{ n: 1 }])
  expect(await site.rows(applied)).toEqual([{ migration: 'V1' }])
})

test.concurrent('of many migrations before one that fails the first and the last are named', async () => {
  const good = Array.from({ length: 7 }, (_, index) => counting(index + 1))
  await using site = await stage(Object.assign({}, ...good, counting(8, 'SELECT 1 / (n - n) FROM t;\n')))
  const failed = await slipway(['apply', '--json'], site.options)
  const { error } = JSON.parse(failed.stdout) as { error: { message: string; details: { before: string[] } } }
  expect(error.message).toContain('Nothing of V8 is left behind; V1 to V7 (7) before it stay applied.')
  expect(error.details.before).toHaveLength(7)
})

test.concurrent('a migration that meets a lock is tried again, and what was behind it follows it again', async () => {
  const files = { 'V1__first.sql': 'CREATE TABLE a (id int);\n', ...counting(2), ...counting(3), ...counting(4) }
  await using site = await stage(files, { timeouts: { lock: 300, tries: 50, retryFor: 120_000 } })
  await using blocker = await connection(site.url)
  await blocker.rows('BEGIN')
  await blocker.rows('SELECT n FROM t FOR UPDATE')
  const child = startSlipway(['apply'], site.options)
  await child.says(/try \d|stepped back|in use/)
  expect(await site.rows(applied)).toEqual([{ migration: 'V1' }])
  await blocker.rows('COMMIT')
  expect(await child.ended).toMatchObject({ code: 0 })
  expect(await site.rows(n)).toEqual([{ n: 18 }])
})

test.concurrent('interrupted while it waits, it does nothing more, and says what became of each', async () => {
  await using site = await stage({ ...counting(1), ...counting(2, 'SELECT pg_sleep(30);\n'), ...counting(3) })
  const child = startSlipway(['apply'], site.options)
  const sleeping = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`
  while ((await site.rows(sleeping)).length === 0) {
    expect(child.process.exitCode).toBe(null)
    await sleep(50)
  }
  child.kill('SIGINT')
  const { code, stderr } = await child.ended
  expect(code).not.toBe(0)
  expect(stderr).not.toContain('V3')
  expect(await site.rows(n)).toEqual([{ n: 1 }])
  expect(await site.rows(applied)).toEqual([{ migration: 'V1' }])
})
