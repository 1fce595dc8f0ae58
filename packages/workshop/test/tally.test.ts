import { expect, test } from 'vitest'
import { tallyOf } from '../src/run-tests.ts'

const report = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1, testResults: [] }

test('skipped and planned tests are both skipped', () => {
  expect(tallyOf(report, 0)).toEqual({ passed: 5, failed: 0, skipped: 2 })
})

test('a file that broke before its first test is a failure', () => {
  const broken = [{ status: 'failed', assertionResults: [] }]
  expect(tallyOf({ ...report, testResults: broken }, 1).failed).toBe(1)
})

test('a bad exit is a failure even when every test passed', () => {
  expect(tallyOf(report, 1).failed).toBe(1)
})
