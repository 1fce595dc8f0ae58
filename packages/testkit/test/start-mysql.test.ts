import { access, readFile } from 'node:fs/promises'
import { createConnection } from 'mysql2/promise'
import { expect, test } from 'vitest'
import { startMariadb, startMysql, type MysqlServer, type MysqlSettings } from '../src/index.ts'

async function query(url: string, sql: string, connectTimeout = 60_000): Promise<unknown> {
  const connection = await createConnection({ uri: url, connectTimeout })
  try {
    return (await connection.query(sql))[0]
  } finally {
    await connection.end()
  }
}

const starts: readonly (readonly [string, (options: MysqlSettings) => Promise<MysqlServer>])[] = [
  ['MySQL 8.0', (options) => startMysql({ version: '8.0', ...options })],
  ['MariaDB 10.11', (options) => startMariadb({ version: '10.11', ...options })],
]

test.each(starts)('%s is killed, restarted, paused and stopped, and leaves nothing', async (_name, start) => {
  const server = await start({ fsync: true, logStatements: true, settings: { lock_wait_timeout: '7' } })
  try {
    expect(
      await query(
        server.url,
        'SELECT @@lock_wait_timeout AS patience, @@innodb_flush_log_at_trx_commit AS flush, @@sync_binlog AS sync',
      ),
    ).toEqual([{ patience: 7, flush: 1, sync: 1 }])
    await query(server.url, 'CREATE DATABASE kept')
    await query(server.url, 'CREATE TABLE kept.n ENGINE=InnoDB AS SELECT 7 AS n')
    const { pid } = server
    expect(await readFile(`/proc/${pid}/cmdline`, 'utf8')).not.toContain(new URL(server.url).password)

    await server.kill9()
    await expect(query(server.url, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await server.restart()
    expect(server.pid).not.toBe(pid)
    expect(await query(server.url, 'SELECT n FROM kept.n')).toEqual([{ n: 7 }])
    expect(await server.log()).toContain('CREATE TABLE kept.n ENGINE=InnoDB AS SELECT 7 AS n')

    server.pause()
    await expect(query(server.url, 'SELECT 1', 2000)).rejects.toMatchObject({ code: 'ETIMEDOUT' })
    server.resume()
    expect(await query(server.url, 'SELECT n FROM kept.n')).toEqual([{ n: 7 }])

    await server.restart({ read_only: 'ON' })
    expect(await query(server.url, 'SELECT @@read_only AS readonly, @@lock_wait_timeout <> 7 AS another')).toEqual([
      { readonly: 1, another: 1 },
    ])
    const wrong = new URL(server.url)
    wrong.password = 'wrong'
    await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: 'ER_ACCESS_DENIED_ERROR' })
    wrong.password = ''
    await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: 'ER_ACCESS_DENIED_ERROR' })
    server.pause()
  } finally {
    await server.stop()
  }
  expect(() => process.kill(server.pid, 0)).toThrow('ESRCH')
  await expect(access(server.dir)).rejects.toThrow('ENOENT')
})

test.each(starts)(
  '%s that does not start says why; one without a log of statements says that',
  async (_name, start) => {
    await expect(start({ settings: { innodb_page_size: '5' } })).rejects.toThrow(
      /did not start:\n[^]*innodb.page.size/i,
    )
    await using server = await start({})
    await expect(server.log()).rejects.toThrow('logStatements: true')
    expect(await server.errorLog()).toContain('ready for connections')
  },
)
