import { startMariadb, startMysql, type MysqlServer } from '@slipway/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { play } from '../src/kill/play.ts'
import type { Stage } from '../src/kill/stage.ts'
import { mutated } from '../src/mutants.ts'
import { compensated, lostAnswers, orphan, resumed } from '../src/mysql/kill-cases.ts'
import { crashMysql, mysqlStage } from '../src/mysql/stage.ts'

const cases = [...lostAnswers, ...resumed, ...compensated, orphan]

test('no two cases share an id', () => {
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length)
})

describe.each([
  ['MySQL 8.0', () => startMysql({ version: '8.0', ...crashMysql })],
  ['MariaDB 10.11', () => startMariadb({ version: '10.11', ...crashMysql })],
] as const)('on %s', (_name, start) => {
  let server: MysqlServer
  let stage: Stage

  beforeAll(async () => {
    server = await start()
    stage = mysqlStage(server)
  })
  afterAll(() => server?.stop())

  describe('nothing is lost and nothing is repeated', () => {
    test.concurrent.each(cases)('$id: $title', async (kill) => {
      expect(await play(stage, kill)).toEqual([])
    })
  })

  describe('the suite can fail', () => {
    const commits = lostAnswers.filter(({ id }) => id === 'commit-answer-lost')
    test.concurrent.each(commits)('a journal written after the statement repeats it: $id', async (kill) => {
      const violations = await play(stage, kill, mutated('journalAfter', stage.config))
      expect(violations).toContainEqual(
        expect.stringMatching(/^v1-update: started 2, completed undefined, committed 2$/),
      )
      expect(violations).toContainEqual(expect.stringMatching(/instead of .*: row t /))
    })

    test.concurrent.each([orphan])('recovery without the orphan check sends it again: $id', async (kill) => {
      const violations = await play(stage, kill, mutated('blind', stage.config))
      expect(violations).toContainEqual(expect.stringMatching(/^copy: started 2/))
    })
  })
})
