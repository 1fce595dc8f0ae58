import { startMariadb, startMysql, type MysqlServer } from '@slipway/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { play } from '../src/kill/play.ts'
import type { Stage } from '../src/kill/stage.ts'
import { mutated } from '../src/mutants.ts'
import { between, compensated, lostAnswers, orphan, resumed } from '../src/mysql/kill-cases.ts'
import { crashMysql, mysqlStage } from '../src/mysql/stage.ts'

const cases = [...lostAnswers, ...resumed, ...between, ...compensated, orphan]
/** Those in which the flavors could differ: what a server does with DDL and with a COMMIT whose client is gone. */
const telling = cases.filter(({ id }) => /unanswered|^commit-|^ddl-|^orphan/.test(id))

test('no two cases share an id', () => {
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length)
})

describe.each([
  ['MySQL 8.0', cases, () => startMysql({ version: '8.0', ...crashMysql })],
  ['MariaDB 10.11', telling, () => startMariadb({ version: '10.11', ...crashMysql })],
] as const)('on %s', (_name, played, start) => {
  let server: MysqlServer
  let stage: Stage

  beforeAll(async () => {
    server = await start()
    stage = mysqlStage(server)
  })
  afterAll(() => server?.stop())

  describe('nothing is lost and nothing is repeated', () => {
    test.concurrent.each(played)('$id: $title', async (kill) => {
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
