import { startPostgres, type PostgresServer } from '@slipway/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { otherStatements } from '../src/kill/other-statements.ts'
import { serverDies } from '../src/kill/server-dies.ts'
import { play } from '../src/kill/play.ts'
import { crashServer, postgresStage } from '../src/kill/postgres-stage.ts'

const cases = [...serverDies, ...otherStatements].filter((kill) => kill.server === 'own')
let server: PostgresServer

beforeAll(async () => {
  server = await startPostgres({ version: 15, ...crashServer })
})
afterAll(() => server?.stop())

test.each(cases)('$id: $title', async (kill) => {
  expect(await play(postgresStage(server), kill)).toEqual([])
})
