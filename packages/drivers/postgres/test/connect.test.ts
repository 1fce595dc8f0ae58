import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startPostgres, type PostgresServer } from '@slipway/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { postgres, type PostgresOptions } from '../src/index.ts'
import { landed, refusal, timeouts } from './fixtures/values.ts'

const canary = 'canary/?#4711 ü'
let server: PostgresServer

beforeAll(async () => {
  server = await startPostgres({ version: 15 })
})
afterAll(() => server.stop())

function url(change: (url: URL) => void): string {
  const changed = new URL(server.url)
  change(changed)
  return changed.href
}

const failing = (options: PostgresOptions) => refusal(postgres(options).connect())

test('nothing is read or connected to before it is used', () => {
  expect(postgres({ url: undefined }).address).toBe('localhost:5432')
  expect(postgres({ url: server.url, passwordFile: '/nowhere' }).address).toBe(`127.0.0.1:${server.port}/postgres`)
})

test('every way of giving the password works', async () => {
  const { password } = new URL(server.url)
  const without = url((to) => (to.password = ''))
  const file = join(server.dir, 'password')
  await writeFile(file, `${password}\n`)
  const ways: PostgresOptions[] = [
    { url: server.url },
    { url: without, password },
    { url: without, password: async () => password },
    { url: without, passwordFile: file },
    { host: '127.0.0.1', port: server.port, user: 'postgres', database: 'postgres', password },
    { url: 'postgres://127.0.0.1:1/pooled', directUrl: server.url },
  ]
  for (const options of ways) {
    const session = await postgres({ ...options, application: 'deploys' }).connect()
    expect(session.server).toMatchObject({ flavor: 'postgres', topology: 'primary', pooled: false })
    const { rows } = await session.execute({ text: "SELECT current_setting('application_name') AS name" })
    expect(rows).toEqual([{ name: 'deploys' }])
    await session.close()
  }
})

test.each<[string, () => PostgresOptions, string]>([
  ['wrong password', () => ({ url: url((to) => (to.password = encodeURIComponent(canary))) }), 'SW-CONNECT-AUTH'],
  ['wrong password beside the url', () => ({ url: server.url, password: canary }), 'SW-CONNECT-AUTH'],
  ['no password', () => ({ url: url((to) => (to.password = '')) }), 'SW-CONNECT-AUTH'],
  ['unknown role', () => ({ url: url((to) => (to.username = 'nobody')) }), 'SW-CONNECT-AUTH'],
  ['unknown database', () => ({ url: url((to) => (to.pathname = '/nowhere')) }), 'SW-CONNECT'],
  ['nothing listens', () => ({ url: `postgres://u:${encodeURIComponent(canary)}@127.0.0.1:1/x` }), 'SW-CONNECT'],
  ['no such host', () => ({ url: `postgres://u:${encodeURIComponent(canary)}@host.invalid/x` }), 'SW-CONNECT'],
  ['no such port', () => ({ url: `postgres://u:${encodeURIComponent(canary)}@127.0.0.1:99999/x` }), 'SW-CONFIG'],
  ['not a url', () => ({ url: `host=x password=${canary}` }), 'SW-CONFIG'],
  ['empty url', () => ({ url: '' }), 'SW-CONFIG'],
  ['no password file', () => ({ url: server.url, passwordFile: '/nowhere/at/all' }), 'SW-CONFIG'],
])('%s', async (_what, options, code) => {
  const given = options()
  const refused = await failing(given)
  expect(refused.code).toBe(code)
  const shown = JSON.stringify(refused) + postgres(given).address
  for (const secret of [canary, encodeURIComponent(canary), 'canary']) expect(shown).not.toContain(secret)
})

test.each(['postgres://app:100%sure@127.0.0.1/shop', 'postgres://app:pw@127.0.0.1/50%off'])(
  'a percent sign that encodes nothing is named, and shows no secret: %s',
  async (given) => {
    expect(postgres({ url: given }).address).toContain('127.0.0.1')
    const refused = await failing({ url: given })
    expect(refused).toMatchObject({ code: 'SW-CONFIG', message: 'The url of the database is not a URL' })
    expect(JSON.stringify(refused)).not.toContain('sure')
  },
)

test('a replica is read and never written to', async () => {
  const driver = postgres({ url: server.url })
  const before = await driver.connect()
  await driver.journal(before, 'app').prepare()
  await driver.journal(before, 'app').append([landed(1)], undefined)
  await before.close()
  await writeFile(join(server.dir, 'data', 'standby.signal'), '')
  const promoted = server.restart()
  const topology = async (): Promise<string> => {
    const session = await driver.connect()
    await session.close()
    return session.server.topology
  }
  // The one before it may still answer.
  await expect.poll(() => topology().catch(() => 'refused')).toBe('replica')

  const session = await driver.connect()
  expect(session.server.topology).toBe('replica')
  expect(await driver.journal(session, 'app').read()).toHaveLength(1)
  expect(await refusal(driver.journal(session, 'app').append([landed(2)], undefined))).toMatchObject({
    code: 'SW-NOT-PRIMARY',
    kind: 'read-only',
  })
  expect(await refusal(driver.lease({ project: 'app', owner: 'me', timeouts }, async () => undefined))).toMatchObject({
    code: 'SW-NOT-PRIMARY',
  })
  expect(await refusal(session.execute({ text: 'CREATE TABLE a ()' }))).toMatchObject({
    code: 'SW-NOT-PRIMARY',
    details: { sqlstate: '25006' },
  })
  await session.execute({ text: 'SELECT pg_promote()' })
  await promoted
  await session.close()
})
