import { access } from 'node:fs/promises'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { freshDatabase, postgresVersions, startPostgres } from '../src/index.ts'

async function query(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

test.each(postgresVersions)('PostgreSQL %i starts, checks passwords, stops and leaves nothing', async (version) => {
  const server = await startPostgres({ version })
  try {
    const [row] = await query(server.url, `SELECT current_setting('server_version_num')::int / 10000 AS major`)
    expect(row).toEqual({ major: version })
    const wrong = new URL(server.url)
    wrong.password = 'wrong'
    await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' })
  } finally {
    await server.stop()
  }
  expect(() => process.kill(server.pid, 0)).toThrow('ESRCH')
  await expect(access(server.dir)).rejects.toThrow('ENOENT')
})

test('what was committed is there after kill -9 and restart, and the log shows each statement', async () => {
  await using server = await startPostgres({ version: 18, fsync: true, logStatements: true })
  await query(server.url, 'CREATE TABLE kept AS SELECT 7 AS n')
  const { pid } = server
  await server.kill9()
  await expect(query(server.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED')
  await server.restart()
  expect(server.pid).not.toBe(pid)
  expect(await query(server.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }])
  expect(await server.log()).toContain('CREATE TABLE kept AS SELECT 7 AS n')
})

test('a fresh database is empty, apart from others, and goes away under open sessions', async () => {
  await using server = await startPostgres({ version: 15, settings: { work_mem: '5MB' } })
  const one = await freshDatabase(server)
  await using other = await freshDatabase(server)
  await query(one.url, 'CREATE TABLE mine (id int)')
  expect(await query(other.url, `SELECT to_regclass('mine') AS found`)).toEqual([{ found: null }])
  expect(await query(other.url, 'SHOW work_mem')).toEqual([{ work_mem: '5MB' }])
  const open = new Client({ connectionString: one.url })
  open.on('error', () => {})
  await open.connect()
  await one.drop()
  await expect(query(one.url, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' })
})
