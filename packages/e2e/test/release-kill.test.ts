import { isFullRun } from '@slipway/testkit'
import { expect, test } from 'vitest'
import { betweenStores, strike, type Scenario } from '../src/release/play.ts'

const targets = ['catalog', 'orders', 'events']
const takenBack: Scenario = {
  title: 'fails on the last store and is taken back',
  release: { targets, coordinator: 'orders' },
  fails: true,
}
const forward: Scenario = {
  title: 'passes its point of no return and ends',
  release: { targets, coordinator: 'events', pointOfNoReturn: { after: 'catalog' } },
  fails: false,
}
/** More points than any release here has. */
const never = 1000
/** Strikes at a time: most of one is spent waiting until a dead deployer's lock has been still for long enough. */
const together = 8

/** Strikes at each of these points, and answers all violations. */
async function strikeAll(scenario: Scenario, points: readonly number[]): Promise<readonly string[]> {
  const left = [...points]
  const violations: string[] = []
  const lane = async (): Promise<void> => {
    for (let lives = left.shift(); lives !== undefined; lives = left.shift())
      violations.push(...(await strike(scenario, lives)).violations)
  }
  await Promise.all(Array.from({ length: together }, lane))
  return violations
}

test.each([takenBack, forward])('$title, wherever its process dies', { timeout: 900_000 }, async (scenario) => {
  const undisturbed = await strike(scenario, never)
  expect(undisturbed.violations).toEqual([])
  const points = undisturbed.points ?? []
  expect(points.length).toBeGreaterThan(20)
  const chosen = isFullRun(process.env) ? points.map((_, index) => index + 1) : betweenStores(points)
  expect(chosen.length).toBeGreaterThan(7)
  expect(await strikeAll(scenario, chosen)).toEqual([])
})

test('the suite can fail: a point of no return that is written too late', async () => {
  const { points = [] } = await strike(forward, never, true)
  const beyond = points.findIndex((point) => point.startsWith('orders ')) + 1
  expect(beyond).toBeGreaterThan(1)
  const { violations } = await strike(forward, beyond, true)
  expect(violations).toContainEqual(expect.stringContaining('does not hold'))
})
