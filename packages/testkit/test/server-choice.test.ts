import { expect, test, vi } from 'vitest'
import { chooseServer, sharedMysql, urlVariable, type WantedServer } from '../src/index.ts'
import { pathOf, wantedAt } from '../src/shared/server-choice.ts'

const wanted: readonly (readonly [WantedServer, string, string])[] = [
  [{ engine: 'postgres', version: 13 }, 'SLIPWAY_TEST_POSTGRES_13_URL', 'postgres:13'],
  [{ engine: 'mysql', version: '8.0' }, 'SLIPWAY_TEST_MYSQL_8_0_URL', 'mysql:8.0'],
  [{ engine: 'mariadb', version: '10.11' }, 'SLIPWAY_TEST_MARIADB_10_11_URL', 'mariadb:10.11'],
  [{ engine: 'mongodb', version: '6.0', nodes: 1 }, 'SLIPWAY_TEST_MONGODB_6_0_URL', 'mongo:6.0'],
  [{ engine: 'mongodb', version: '5.0', nodes: 3 }, 'SLIPWAY_TEST_MONGODB_5_0_THREE_NODES_URL', 'mongo:5.0'],
  [{ engine: 'mongodb', version: '4.4', nodes: 0 }, 'SLIPWAY_TEST_MONGODB_4_4_STANDALONE_URL', 'mongo:4.4'],
]

test.each(wanted)('%o: a URL, then a container, then this machine', (server, variable, image) => {
  expect(urlVariable(server)).toBe(variable)
  const named = { [variable]: 'named://server' }
  expect(chooseServer(server, named, true)).toEqual({ kind: 'url', url: 'named://server' })
  expect(chooseServer(server, named, false)).toEqual({ kind: 'url', url: 'named://server' })
  for (const empty of [{}, { [variable]: '' }]) {
    expect(chooseServer(server, empty, true)).toEqual({ kind: 'container', image })
    expect(chooseServer(server, empty, false)).toEqual({ kind: 'local' })
  }
  expect(wantedAt(pathOf(server))).toEqual(server)
})

test('a URL stands for its own version and number of nodes only', () => {
  const names = wanted.map(([server]) => urlVariable(server))
  expect(new Set(names).size).toBe(names.length)
  const env = { SLIPWAY_TEST_MONGODB_6_0_URL: 'named://set' }
  expect(chooseServer({ engine: 'mongodb', version: '6.0', nodes: 0 }, env, false)).toEqual({ kind: 'local' })
})

test.each(['oracle/23', 'mysql/5.7', 'mysql', 'postgres/14', 'mariadb/8.0', 'mongodb/6.0', 'mongodb/6.0/2', ''])(
  'there is no server of ours at "%s"',
  (path) => {
    expect(() => wantedAt(path)).toThrow('There is no engine')
  },
)

test('a test that needs a local server does not get the one the environment names', async () => {
  vi.stubEnv('SLIPWAY_TEST_MYSQL_8_0_URL', 'mysql://named')
  expect(await sharedMysql('8.0')).toEqual({ url: 'mysql://named', version: '8.0' })
  const { url } = await sharedMysql('8.0', { local: true })
  expect(url).toMatch(/^mysql:\/\/root:\w+@127\.0\.0\.1:\d+$/)
  vi.unstubAllEnvs()
})
