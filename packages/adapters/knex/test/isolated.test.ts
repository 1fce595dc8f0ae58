import { expect, test, vi } from 'vitest'

test('code that is recorded prints nothing, and what is outside of it prints as ever', async () => {
  // Before anything is isolated, so that what gets through is seen.
  const written = vi.spyOn(process.stdout, 'write').mockImplementation(() => true)
  const { isolated } = await import('../src/record/isolated.ts')
  const rules = {
    refuse: (why: string): never => {
      throw new Error(why)
    },
  }
  await isolated(rules, async () => {
    process.stdout.write('inside')
    await new Promise((later) => setTimeout(later, 1))
    process.stdout.write('inside, later')
  })
  process.stdout.write('outside')
  expect(written.mock.calls.map(([text]) => text)).toEqual(['outside'])
})
