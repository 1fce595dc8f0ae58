import { expect, test } from 'vitest'
import { mergeResults, type ContenderResult, type RowResult, type SizeResult } from '../src/harness/result.ts'
import type { Reach } from '../src/harness/row.ts'
import { baseOf, growthIn, judge } from '../src/report/judge.ts'
import { sizeTable } from '../src/report/table.ts'
import { countWords, ratioWords, spreadWords, timeWords } from '../src/report/words.ts'

const contender = (
  name: string,
  kind: ContenderResult['kind'],
  times: readonly number[],
  failed?: string,
): ContenderResult => ({
  name,
  version: '1',
  kind,
  samples: times.map((milliseconds) => ({ milliseconds, memory: milliseconds / 10, roundTrips: 220 })),
  ...(failed === undefined ? {} : { failed }),
})

const size = (ours: readonly number[]): SizeResult => ({
  size: 200,
  contenders: [
    contender('slipway', 'slipway', ours),
    contender('floor', 'floor', [100, 200, 100]),
    contender('slow', 'tool', [500, 900, 500]),
    contender('quick', 'tool', [300, 300, 300]),
    contender('dead', 'tool', [1], 'dead ended with code 1 after 2 s: FATAL ERROR: out of shared memory'),
  ],
  absent: [{ name: 'away', why: 'there is no Go on this machine' }],
})

const reach = (parts: Partial<Reach>): Reach => ({ words: 'w', beside: 'floor', ...parts })

const run = { date: '2026-01-31', seed: 1, full: true } as const

test('a reach beside another compares round by round', () => {
  const found = judge(size([90, 220, 95]), reach({ times: 1 }))
  expect(found).toEqual({ met: true, value: { median: 0.95, least: 0.9, most: 1.1 }, limit: 1, beside: 'floor' })
  expect(judge(size([110, 220, 95]), reach({ times: 1 }))?.met).toBe(false)
})

test('what is allowed besides is taken off first', () => {
  expect(judge(size([140, 240, 139]), reach({ plus: 40 }))).toMatchObject({ met: true, limit: 1 })
  expect(judge(size([141, 241, 139]), reach({ plus: 40 }))?.met).toBe(false)
})

test('the best is the fastest tool that came to its end', () => {
  expect(baseOf(size([1]), reach({ beside: 'best' }))?.name).toBe('quick')
  expect(judge(size([140, 160, 160]), reach({ beside: 'best', times: 0.5 }))?.met).toBe(false)
  expect(judge(size([140, 150, 160]), reach({ beside: 'best', times: 0.5 }))?.met).toBe(true)
})

test('without another it is a plain number, and may be of memory', () => {
  expect(judge(size([900, 1000, 1100]), { words: 'w', beside: undefined, plus: 1000 })).toMatchObject({ met: true })
  expect(judge(size([900, 1001, 1100]), { words: 'w', beside: undefined, plus: 1000 })).toMatchObject({ met: false })
  expect(judge(size([1000, 1000, 1000]), reach({ measure: 'memory', plus: 90 }))).toMatchObject({ met: true })
  expect(judge(size([1001, 1011, 1001]), reach({ measure: 'memory', plus: 80 }))).toMatchObject({ met: false })
})

test('nothing is judged of another size, of one that is out, or beside one that is missing', () => {
  expect(judge(size([1]), reach({ at: [1000] }))).toBeUndefined()
  expect(judge(size([1]), reach({ beside: 'dead' }))).toBeUndefined()
  expect(judge(size([1]), reach({ beside: 'nobody' }))).toBeUndefined()
  expect(judge(size([]), reach({}))).toBeUndefined()
})

test('growth goes over the sizes at which somebody came to the end', () => {
  const at = (count: number, time: number, failed?: string): SizeResult => ({
    size: count,
    contenders: [contender('slipway', 'slipway', [time], failed)],
    absent: [],
  })
  const row: RowResult = { name: 'r', title: 't', unit: 'u', run, sizes: [at(100, 10), at(200, 40), at(400, 1, 'out')] }
  expect(growthIn(row, 'slipway')).toBeCloseTo(2)
  expect(growthIn(row, 'other')).toBeUndefined()
})

test('the table has the fastest first, and says why somebody is not in it', () => {
  const row: RowResult = { name: 'r', title: 'apply', unit: 'migrations', reach: reach({ times: 1 }), run, sizes: [] }
  expect(sizeTable(row, size([90, 220, 95])).split('\n')).toEqual([
    'apply: 200 migrations',
    '           median  min–max     × floor             cpu  memory  trips each',
    '  slipway  95 ms   90–220 ms   0.95 × (0.90–1.10)       10 MB   1.10',
    '  floor    100 ms  100–200 ms                           10 MB   1.10',
    '  quick    300 ms  300–300 ms  3.00 × (1.50–3.00)       30 MB   1.10',
    '  slow     500 ms  500–900 ms  5.00 × (4.50–5.00)       50 MB   1.10',
    '  dead     out: dead ended with code 1 after 2 s: FATAL ERROR: out of shared memory',
    '  away     not here: there is no Go on this machine',
  ])
})

test('numbers have as many digits as mean something', () => {
  expect([0.0421, 7.24, 17.4, 999, 999.6, 4341, 12_600, 123_456].map(timeWords)).toEqual([
    '0.042 ms',
    '7.2 ms',
    '17 ms',
    '999 ms',
    '1.00 s',
    '4.34 s',
    '12.6 s',
    '123 s',
  ])
  expect(spreadWords({ median: 1000, least: 990, most: 1020 })).toBe('990 ms–1.02 s')
  expect(ratioWords({ median: 1.234, least: 0.1, most: 27.3 })).toBe('1.23 × (0.10–27)')
  expect(countWords(10_000)).toBe('10,000')
})

test('rows measured again take the place of what they were, on the same machine only', () => {
  const row = (name: string, seed: number): RowResult => ({
    name,
    title: 't',
    unit: 'u',
    sizes: [],
    run: { ...run, seed },
  })
  const machine = { processor: 'p', cores: 2, memory: 4, system: 's', node: '24' }
  const before = { machine, servers: [], rows: [row('a', 1), row('b', 1), row('gone', 1)] }
  const now = { machine, servers: [], rows: [row('b', 2)] }
  expect(mergeResults(before, now, ['a', 'b', 'c']).rows).toEqual([row('a', 1), row('b', 2)])
  expect(mergeResults({ ...before, machine: { ...machine, cores: 8 } }, now, ['a', 'b']).rows).toEqual([row('b', 2)])
  expect(mergeResults(undefined, now, ['a', 'b']).rows).toEqual([row('b', 2)])
})
