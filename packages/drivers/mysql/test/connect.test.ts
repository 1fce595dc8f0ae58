import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { freshDatabase, sharedMysql, startMariadb, startMysql, type MysqlServer } from '@slipway/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mysql, type MysqlOptions } from '../src/index.ts'
import { urlFor } from './fixtures/servers.ts'
import { landed, refusal, timeouts } from './fixtures/values.ts'

const canary = 'canary/?#4711 ü'

test('nothing is read or connected to before it is used', () => {
  expect(mysql({ url: undefined }).address).toBe('localhost:3306')
  const options = { url: 'mysql://app:secret@db-main/shop', passwordFile: '/nowhere' }
  expect(mysql(options).address).toBe('db-main:3306/shop')
  expect(mysql({ socketPath: '/run/mysqld.sock', database: 'shop' }).address).toBe('/run/mysqld.sock/shop')
})

describe.each([
  ['MySQL 8.0', () => startMysql({ version: '8.0' })],
  ['MariaDB 10.11', () => startMariadb({ version: '10.11' })],
] as const)('connecting to %s', (name, start) => {
  const isMysql = name.startsWith('MySQL')
  let server: MysqlServer

  const url = (change: (url: URL) => void = () => undefined): string => {
    const changed = new URL(server.url)
    changed.pathname = '/shop'
    change(changed)
    return changed.href
  }
  const root = async (...statements: readonly string[]): Promise<void> => {
    const session = await mysql({ url: url((to) => (to.pathname = '/mysql')) }).connect()
    for (const text of statements) await session.execute({ text })
    await session.close()
  }
  const failing = (options: MysqlOptions) => refusal(mysql(options).connect())

  beforeAll(async () => {
    server = await start()
    await root('CREATE DATABASE shop')
  })
  afterAll(() => server.stop())

  test('every way of giving the password works', async () => {
    const password = decodeURIComponent(new URL(server.url).password)
    const without = url((to) => (to.password = ''))
    const file = join(server.dir, 'password')
    await writeFile(file, `${password}\n`)
    const ways: MysqlOptions[] = [
      { url: url() },
      { url: without, password },
      { url: without, password: async () => password },
      { url: without, passwordFile: file },
      { host: '127.0.0.1', port: server.port, user: 'root', database: 'shop', password },
    ]
    for (const options of ways) {
      const session = await mysql(options).connect()
      expect(session.server).toMatchObject({
        flavor: isMysql ? 'mysql' : 'mariadb',
        topology: 'primary',
        pooled: false,
      })
      await session.close()
    }
  })

  test('every refusal says why, and shows no secret', async () => {
    const secret = encodeURIComponent(canary)
    const cases: readonly (readonly [MysqlOptions, string, RegExp])[] = [
      [{ url: url((to) => (to.password = secret)) }, 'SW-CONNECT-AUTH', /refused the credentials/],
      [{ url: url(), password: canary }, 'SW-CONNECT-AUTH', /refused the credentials/],
      [{ url: url((to) => (to.username = 'nobody')) }, 'SW-CONNECT-AUTH', /Access denied/],
      [{ url: url((to) => (to.pathname = '/nowhere')) }, 'SW-CONNECT', /Unknown database/],
      [{ url: url((to) => (to.pathname = '/')) }, 'SW-CONFIG', /no database/],
      [{ url: url((to) => to.searchParams.set('ssl', canary)) }, 'SW-CONFIG', /parameter ssl/],
      [{ url: `postgres://u:${secret}@127.0.0.1/x` }, 'SW-CONFIG', /postgres:/],
      [{ url: `mysql://u:${secret}@127.0.0.1:1/x` }, 'SW-CONNECT', /nothing listens/],
      [{ url: `mysql://u:${secret}@host.invalid/x` }, 'SW-CONNECT', /no such host|cannot be looked up/],
      [{ url: `mysql://u:100%sure${secret}@127.0.0.1/x` }, 'SW-CONFIG', /not a URL/],
      [{ url: '' }, 'SW-CONFIG', /no url/],
      [{ url: url(), passwordFile: '/nowhere/at/all' }, 'SW-CONFIG', /password file/],
    ]
    for (const [options, code, message] of cases) {
      const refused = await failing(options)
      expect(refused).toMatchObject({ code, message: expect.stringMatching(message) })
      const shown = JSON.stringify(refused) + mysql(options).address
      for (const hidden of [canary, secret, 'canary', '100%sure']) expect(shown).not.toContain(hidden)
    }
  })

  test('a user of another plugin, without rights, or expired is told what to do', async () => {
    await root(
      "CREATE USER stranger@'%' IDENTIFIED BY 'canary'",
      "CREATE USER other@'%' IDENTIFIED BY 'canary'",
      ...(isMysql
        ? ["UPDATE mysql.user SET plugin = 'authentication_abroad' WHERE User = 'other'", 'FLUSH PRIVILEGES']
        : ["ALTER USER other@'%' IDENTIFIED VIA unix_socket"]),
    )
    expect(await failing({ url: urlFor(url(), 'stranger') })).toMatchObject({
      code: 'SW-PERMISSION',
      hint: expect.stringContaining('GRANT ALL ON'),
    })
    expect(await failing({ url: urlFor(url(), 'other') })).toMatchObject({
      code: 'SW-CONNECT-AUTH',
      hint: expect.stringContaining('IDENTIFIED WITH caching_sha2_password'),
    })
    await root("DROP USER stranger@'%'", "DROP USER other@'%'")
  })

  test('encryption that the other side does not do, or does not let pass, is named', async () => {
    if (isMysql) {
      expect(await failing({ url: url(), ssl: true })).toMatchObject({
        code: 'SW-CONNECT',
        message: expect.stringContaining('certificate'),
        hint: expect.stringContaining('ca:'),
      })
      const session = await mysql({ url: url(), ssl: { rejectUnauthorized: false } }).connect()
      await session.execute({ text: 'SET GLOBAL require_secure_transport = ON' })
      expect(await failing({ url: url() })).toMatchObject({
        code: 'SW-CONNECT',
        hint: expect.stringContaining('ssl: true'),
      })
      await session.execute({ text: 'SET GLOBAL require_secure_transport = OFF' })
      await session.close()
    } else {
      expect(await failing({ url: url(), ssl: true })).toMatchObject({
        code: 'SW-CONNECT',
        message: expect.stringContaining('refused TLS'),
      })
    }
  })

  test('what is read-only is read and never written to', async () => {
    const driver = mysql({ url: url() })
    const before = await driver.connect()
    await driver.journal(before, 'app').prepare()
    await driver.journal(before, 'app').append([landed(1)], undefined)
    await root('SET GLOBAL read_only = ON')
    const session = await driver.connect()
    expect(session.server.topology).toBe('replica')
    expect(await driver.journal(session, 'app').read()).toHaveLength(1)
    const refused = { code: 'SW-NOT-PRIMARY', hint: expect.stringContaining('primary') }
    expect(await refusal(driver.journal(session, 'app').append([landed(2)], undefined))).toMatchObject(refused)
    const lease = driver.lease({ project: 'app', owner: 'me', timeouts }, async () => undefined)
    expect(await refusal(lease)).toMatchObject(refused)
    await root('SET GLOBAL read_only = OFF')
    await Promise.all([before.close(), session.close()])
  })

  test('a mode that is not strict is refused before anything is written, unless another one is stated', async () => {
    await root("SET GLOBAL sql_mode = 'NO_ENGINE_SUBSTITUTION'")
    const lease = (options: MysqlOptions) =>
      mysql(options).lease({ project: 'lenient', owner: 'me', timeouts }, async ({ session }) =>
        session.execute({ text: 'SELECT @@sql_mode AS mode' }),
      )
    expect(await refusal(lease({ url: url() }))).toMatchObject({
      code: 'SW-UNSUPPORTED',
      message: expect.stringContaining('not strict'),
      hint: expect.stringContaining("sqlMode: 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION'"),
    })
    const { rows } = await lease({ url: url(), sqlMode: 'STRICT_ALL_TABLES' })
    expect(rows).toEqual([{ mode: 'STRICT_ALL_TABLES' }])
    await root('SET GLOBAL sql_mode = DEFAULT')
  })

  test('what init_connect sets for every session is set anew for ours', async () => {
    await root(
      "CREATE USER plain IDENTIFIED BY 'canary'",
      'GRANT SELECT, INSERT, UPDATE, DELETE, CREATE ON *.* TO plain',
      `SET GLOBAL init_connect = "SET sql_mode = '', autocommit = 0, transaction_read_only = 1"`.replace(
        'transaction_read_only',
        isMysql ? 'transaction_read_only' : 'tx_read_only',
      ),
    )
    const driver = mysql({ url: urlFor(url(), 'plain') })
    await driver.lease({ project: 'init', owner: 'me', timeouts }, async ({ session }) => {
      const [row] = (
        await session.execute({ text: 'SELECT @@sql_mode = @@GLOBAL.sql_mode AS same, @@autocommit AS auto' })
      ).rows
      expect(row).toEqual({ same: 1, auto: 1 })
      const beats = `SELECT beat FROM slipway.heartbeat WHERE project = 'init' AND session IS NOT NULL`
      await expect.poll(async () => (await session.execute({ text: beats })).rows.length).toBe(1)
    })
    await root('SET GLOBAL init_connect = DEFAULT', 'DROP USER plain')
  })
})

/** Announces a connection number of its own making, as proxies do that lend server sessions. */
async function renumbering(port: number): Promise<{ readonly port: number } & AsyncDisposable> {
  const open = new Set<Socket>()
  const listener = createServer((client) => {
    const server = connect(port, '127.0.0.1')
    for (const socket of [client, server]) open.add(socket.on('error', () => undefined))
    server.once('data', (greeting) => {
      // Header, protocol version, the server's version up to a zero byte, then the number.
      greeting.writeUInt32LE(4_000_000_000, greeting.indexOf(0, 5) + 1)
      client.write(greeting)
      server.pipe(client)
      client.pipe(server)
    })
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  return {
    port: (listener.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      listener.close()
    },
  }
}

test('behind a proxy only transactions run, and a direct address is asked for', async () => {
  await using database = await freshDatabase(await sharedMysql('8.0'))
  await using proxy = await renumbering(Number(new URL(database.url).port))
  const through = new URL(database.url)
  through.port = String(proxy.port)
  const session = await mysql({ url: through.href }).connect()
  expect(session.server.pooled).toBe(true)
  expect(session.identity).toBeUndefined()
  await session.transaction((transaction) => transaction.execute({ text: 'DO 1' }), { timeouts })
  expect(await refusal(session.execute({ text: 'CREATE TABLE a (x int)' }, { timeouts }))).toMatchObject({
    code: 'SW-POOLER',
    hint: expect.stringContaining('directUrl'),
  })
  await session.close()
  const direct = await mysql({ url: through.href, directUrl: database.url }).connect()
  expect(direct.server.pooled).toBe(false)
  await direct.close()
})

test('a server that is too old is refused by its version', async () => {
  await using server = await startMariadb({ version: '10.11', settings: { version: '10.5.29-MariaDB' } })
  const url = new URL(server.url)
  url.pathname = '/mysql'
  expect(await refusal(mysql({ url: url.href }).connect())).toMatchObject({
    code: 'SW-UNSUPPORTED',
    message: expect.stringMatching(/MariaDB 10\.5\.29.*from MariaDB 10\.6 on/),
  })
})
