import { expect, test } from 'vitest'
import { randomFrom } from '../src/harness/random.ts'
import { measureRow, type RoundEvent } from '../src/harness/rounds.ts'
import type { Contender, Row } from '../src/harness/row.ts'
import { openSettings } from '../src/harness/setting.ts'

interface Made {
  readonly contender: Contender
  readonly steps: string[]
}

function contender(name: string, steps: string[], failing: { readonly inRound?: number } = {}): Made {
  let round = 0
  return {
    steps,
    contender: {
      name,
      version: '1.0',
      kind: 'tool',
      prepare: async () => void steps.push(`${name} prepare`),
      async run() {
        steps.push(`${name} run`)
        round += 1
        if (round === failing.inRound) throw new Error(`${name} fell over:\n\nthen\nERROR: no memory\n  at somewhere`)
        return { milliseconds: round }
      },
      check: async () => void steps.push(`${name} check`),
      close: async () => void steps.push(`${name} close`),
    },
  }
}

async function measured(names: readonly Contender[], rounds: number, seed = 1) {
  await using settings = openSettings({ full: false, say: () => undefined })
  const row: Row = {
    name: 'r',
    title: 'a row',
    unit: 'migrations',
    reach: undefined,
    sizes: { short: [3], full: [3, 6] },
    contenders: async () => [...names, { name: 'away', why: 'it is not here' }],
  }
  const events: RoundEvent[] = []
  const options = {
    sizes: [3],
    rounds,
    random: randomFrom(seed),
    run: { date: '2026-01-31', seed, full: false },
    report: (event: RoundEvent) => void events.push(event),
  }
  const result = await settings.within('r', (setting) => measureRow(row, setting, options))
  return { result, events }
}

test('each round measures every contender once, each after its preparation and before its check', async () => {
  const steps: string[] = []
  const { result, events } = await measured([contender('a', steps).contender, contender('b', steps).contender], 3)
  expect(steps).toHaveLength(3 * 2 * 3 + 2)
  for (let at = 0; at < 18; at += 3) {
    const name = steps[at]?.[0]
    expect(steps.slice(at, at + 3)).toEqual([`${name} prepare`, `${name} run`, `${name} check`])
  }
  expect(steps.slice(18)).toEqual(['a close', 'b close'])
  expect(events.map(({ round }) => round)).toEqual([1, 1, 2, 2, 3, 3])
  const [size] = result.sizes
  expect(size?.contenders.map(({ name, samples }) => [name, samples.map((each) => each.milliseconds)])).toEqual([
    ['a', [1, 2, 3]],
    ['b', [1, 2, 3]],
  ])
  expect(size?.absent).toEqual([{ name: 'away', why: 'it is not here' }])
})

test('the order within a round is of chance, and the same again for the same seed', async () => {
  async function orders(seed: number): Promise<readonly string[]> {
    const steps: string[] = []
    await measured(
      ['a', 'b', 'c'].map((name) => contender(name, steps).contender),
      8,
      seed,
    )
    const runs = steps.filter((step) => step.endsWith('run')).map(([name]) => name)
    return Array.from({ length: 8 }, (_, round) => runs.slice(3 * round, 3 * round + 3).join(''))
  }
  expect(new Set(await orders(5)).size).toBeGreaterThan(2)
  expect(await orders(5)).toEqual(await orders(5))
})

test('one that falls over is out, with its reason, and the others go on', async () => {
  const steps: string[] = []
  const failing = contender('b', steps, { inRound: 2 })
  const { result, events } = await measured([contender('a', steps).contender, failing.contender], 4)
  const [a, b] = result.sizes[0]?.contenders ?? []
  expect(a?.samples).toHaveLength(4)
  expect(a?.failed).toBeUndefined()
  expect(b).toMatchObject({ samples: [{ milliseconds: 1 }], failed: 'b fell over: ERROR: no memory' })
  expect(steps.filter((step) => step === 'b run')).toHaveLength(2)
  expect(events.filter((event) => event.failed !== undefined)).toEqual([
    { size: 3, contender: 'b', round: 2, failed: 'b fell over:\n\nthen\nERROR: no memory\n  at somewhere' },
  ])
})
