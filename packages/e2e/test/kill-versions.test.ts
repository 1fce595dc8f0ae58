import { startPostgres, type PostgresServer } from '@slipway/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lostAnswers } from '../src/kill/lost-answers.ts'
import { orphans } from '../src/kill/orphans.ts'
import { play } from '../src/kill/play.ts'
import { crashServer, postgresStage } from '../src/kill/postgres-stage.ts'

/** Those in which the server's own settings decide, which differ between versions. */
const telling = new Set([
  'commit-answer-lost',
  'whole-transaction-killed-before-answer',
  'orphan-behind-row-lock',
  'orphan-before-the-catalog',
  'orphan-idle-in-transaction',
  'orphan-big-update',
])
const cases = [...lostAnswers, ...orphans].filter(({ id }) => telling.has(id))

describe.each([13, 18] as const)('on PostgreSQL %i nothing is lost and nothing is repeated', (version) => {
  let server: PostgresServer

  beforeAll(async () => {
    server = await startPostgres({ version, ...crashServer })
  })
  afterAll(() => server?.stop())

  test.concurrent.each(cases)('$id: $title', async (kill) => {
    expect(await play(postgresStage(server), kill)).toEqual([])
  })
})
