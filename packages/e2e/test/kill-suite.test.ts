import { startPostgres, type PostgresServer } from '@slipway/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lostAnswers } from '../src/kill/lost-answers.ts'
import { crashServer, play } from '../src/kill/stage.ts'

let server: PostgresServer

beforeAll(async () => {
  server = await startPostgres({ version: 15, ...crashServer })
})
afterAll(() => server?.stop())

describe('answers that never come', () => {
  test.concurrent.each(lostAnswers)('$title', async (kill) => {
    expect(await play(server, kill)).toEqual([])
  })
})
