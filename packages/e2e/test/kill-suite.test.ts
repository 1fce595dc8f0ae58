import { startPostgres, type PostgresServer } from '@slipway/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { KillCase } from '../src/kill/kill-case.ts'
import { lostAnswers } from '../src/kill/lost-answers.ts'
import { beforeCatalog, orphans } from '../src/kill/orphans.ts'
import { pipelined } from '../src/kill/pipelined.ts'
import { otherStatements } from '../src/kill/other-statements.ts'
import { rollbacks } from '../src/kill/rollbacks.ts'
import { play } from '../src/kill/play.ts'
import { crashServer, postgresStage } from '../src/kill/postgres-stage.ts'
import { takeovers } from '../src/kill/takeovers.ts'
import { mutated } from '../src/mutants.ts'

const cases = [...lostAnswers, ...orphans, ...takeovers, ...rollbacks, ...pipelined, ...otherStatements].filter(
  (kill) => kill.server === 'shared',
)
let server: PostgresServer

beforeAll(async () => {
  server = await startPostgres({ version: 15, ...crashServer })
})
afterAll(() => server?.stop())

test('no two cases share an id', () => {
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length)
})

describe('nothing is lost and nothing is repeated', () => {
  test.concurrent.each(cases)('$id: $title', async (kill) => {
    expect(await play(postgresStage(server), kill)).toEqual([])
  })
})

describe('the suite can fail', () => {
  const ends = { commit: 'v1-update', 'whole-transaction': 'v3-update' }
  const commits = Object.entries(ends).flatMap(([moment, mark]) =>
    lostAnswers
      .filter(({ id }) => [`${moment}-answer-lost`, `${moment}-killed-before-answer`].includes(id))
      .map((kill) => ({ id: kill.id, kill, mark })),
  )
  test.concurrent.each(commits)('a journal written after the statement repeats it: $id', async ({ kill, mark }) => {
    const violations = await play(postgresStage(server), kill, mutated('journalAfter'))
    expect(violations).toContainEqual(`${mark}: started 2, completed 2, committed 2`)
    expect(violations).toContainEqual(expect.stringMatching(/instead of .*: row t /))
  })

  test.concurrent.each([beforeCatalog])(
    'recovery without the orphan check sends it again: $id',
    async (kill: KillCase) => {
      const violations = await play(postgresStage(server), kill, mutated('blind'))
      expect(violations).toContainEqual(expect.stringMatching(/^v2-index: started 2/))
    },
  )
})
