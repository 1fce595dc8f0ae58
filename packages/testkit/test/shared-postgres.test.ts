import { afterEach, expect, test, vi } from 'vitest'
import { freshDatabase, sharedPostgres } from '../src/index.ts'
import { openBroker } from '../src/shared/broker.ts'

afterEach(() => vi.unstubAllEnvs())

test('everybody in a run gets the same server', async () => {
  const [one, two] = await Promise.all([sharedPostgres(18), sharedPostgres(18)])
  expect(one.url).toBe(two.url)
  await using database = await freshDatabase(one)
  expect(database.url).not.toBe(one.url)
})

test('a server named in the environment comes first', async () => {
  vi.stubEnv('SLIPWAY_TEST_POSTGRES_18_URL', 'postgres://named')
  expect(await sharedPostgres(18)).toEqual({ url: 'postgres://named', version: 18 })
})

test('without a global setup it says what to do', async () => {
  vi.stubEnv('SLIPWAY_TEST_BROKER', '')
  await expect(sharedPostgres(18)).rejects.toThrow('globalSetup')
})

test('a stranger is not served', async () => {
  const broker = await openBroker()
  const answer = await fetch(new URL('/guess/18', broker.url))
  await broker.close()
  expect(answer.status).toBe(403)
})
