import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { benchmarksPage } from '../src/page/benchmarks-page.ts'
import { pageFile, readResult } from '../src/page/generate.ts'
import { misses } from '../src/page/misses.ts'
import { judgedSizes } from '../src/page/summary.ts'
import { rows } from '../src/rows/index.ts'

const result = await readResult()

test('docs/reference/benchmarks.md is what `pnpm docs:generate` makes of the results', async () => {
  expect(await readFile(pageFile, 'utf8')).toBe(benchmarksPage(result))
})

test('the page has every row, as it is measured now', () => {
  const kept = ({ name, title, unit }: Pick<(typeof rows)[number], 'name' | 'title' | 'unit'>) => ({
    name,
    title,
    unit,
  })
  expect(result.rows.map(kept)).toEqual(rows.map(kept))
})

// A short run is for looking while one works; what is said of the project comes from a full one.
test('every reach that a full run missed is explained', () => {
  const missed = result.rows.filter((row) => row.run.full && judgedSizes(row).some(({ verdict }) => !verdict.met))
  expect(missed.map(({ name }) => name).filter((name) => misses[name] === undefined)).toEqual([])
  expect(Object.keys(misses).filter((name) => rows.every((row) => row.name !== name))).toEqual([])
})

test('Slipway came to its end everywhere', () => {
  const out = result.rows.flatMap(({ name, sizes }) =>
    sizes
      .filter(({ contenders }) => contenders.some(({ kind, failed }) => kind === 'slipway' && failed !== undefined))
      .map(({ size }) => `${name} ${size}`),
  )
  expect(out).toEqual([])
})
