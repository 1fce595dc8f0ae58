import { cases, mutants, mutated, runConformance } from '@slipway/testkit/conformance'
import { describe, expect, test } from 'vitest'
import { postgresSubject } from '../../drivers/postgres/test/subject.ts'

const lies = mutants.flatMap((mutant) => mutant.caughtBy.map((id) => ({ name: mutant.id, mutant, id })))

test('every case has a driver that fails it', () => {
  expect(cases.map(({ id }) => id).filter((id) => !lies.some((lie) => lie.id === id))).toEqual([])
})

// Most of them wait for what never comes.
describe.concurrent('a driver that lies', () => {
  test.each(lies)('$name fails $id', async ({ mutant, id }) => {
    const { results } = await runConformance(mutated(postgresSubject(16), mutant), { only: [id] })
    expect(results).toMatchObject([{ id, outcome: 'failed' }])
  })
})
