import { startMongodb, type MongodbServer } from '@slipway/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { play } from '../src/kill/play.ts'
import type { Stage } from '../src/kill/stage.ts'
import { compensated, lostAnswers, orphan, resumed, serverDies } from '../src/mongodb/kill-cases.ts'
import { crashMongodb, mongodbStage } from '../src/mongodb/stage.ts'
import { mutated } from '../src/mutants.ts'

const cases = [...lostAnswers, ...resumed, ...compensated, orphan]
let server: MongodbServer
let stage: Stage

beforeAll(async () => {
  server = await startMongodb({ version: '6.0', ...crashMongodb })
  stage = mongodbStage(server)
})
afterAll(() => server?.stop())

test('no two cases share an id', () => {
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length)
})

describe('nothing is lost and nothing is repeated', () => {
  test.concurrent.each(cases)('$id: $title', async (kill) => {
    expect(await play(stage, kill)).toEqual([])
  })
})

test(`${serverDies.id}: ${serverDies.title}`, async () => {
  await using own = await startMongodb({ version: '6.0', ...crashMongodb })
  expect(await play(mongodbStage(own), serverDies)).toEqual([])
})

describe('the suite can fail', () => {
  const commits = lostAnswers.filter(({ id }) => id === 'commit-killed-before-answer')
  test.concurrent.each(commits)('a journal written after the statement repeats it: $id', async (kill) => {
    const violations = await play(stage, kill, mutated('journalAfter', stage.config))
    expect(violations).toContainEqual(expect.stringMatching(/^v1-update: started 2, completed 2, committed 2$/))
    expect(violations).toContainEqual(expect.stringMatching(/instead of .*: row t /))
  })

  test.concurrent.each([orphan])('recovery without the orphan check begins the build anew: $id', async (kill) => {
    const violations = await play(stage, kill, mutated('heedless', stage.config))
    expect(violations).toContainEqual(expect.stringMatching(/^build: started 2/))
  })
})
