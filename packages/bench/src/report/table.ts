import { figuresOf, ratiosOf } from '../harness/figures.ts'
import type { ContenderResult, RowResult, SizeResult } from '../harness/result.ts'
import { baseOf, quantityOf } from './judge.ts'
import { countWords, memoryWords, ratioWords, spreadWords, timeWords } from './words.ts'

/** One contender at one size, in words; what was not measured is empty. */
export interface Line {
  readonly name: string
  readonly kind: ContenderResult['kind']
  readonly time: string
  readonly spread: string
  readonly ratio: string
  readonly processor: string
  readonly memory: string
  readonly trips: string
  /** Why there is nothing else. */
  readonly failed: string
}

const medianOf = (numbers: readonly number[], words: (median: number) => string): string =>
  numbers.length === 0 ? '' : words(figuresOf(numbers).median)

function lineOf(size: SizeResult, each: ContenderResult, base: ContenderResult | undefined): Line {
  const { name, kind, samples, failed } = each
  const times = quantityOf(samples, 'milliseconds')
  const ratio =
    base === undefined || base === each || failed !== undefined
      ? undefined
      : ratiosOf(times, quantityOf(base.samples, 'milliseconds'))
  return {
    name,
    kind,
    time: medianOf(times, timeWords),
    spread: times.length < 2 ? '' : spreadWords(figuresOf(times)),
    ratio: ratio === undefined ? '' : ratioWords(ratio),
    processor: medianOf(quantityOf(samples, 'cpu'), timeWords),
    memory: medianOf(quantityOf(samples, 'memory'), memoryWords),
    trips: medianOf(quantityOf(samples, 'roundTrips'), (trips) => (trips / size.size).toFixed(2)),
    failed: failed === undefined ? '' : failed,
  }
}

const medianTime = ({ samples, failed }: ContenderResult): number =>
  samples.length === 0 || failed !== undefined
    ? Number.POSITIVE_INFINITY
    : figuresOf(quantityOf(samples, 'milliseconds')).median

/** The contenders of one size, the fastest first, those that are out last. */
export function linesOf(row: RowResult, size: SizeResult): readonly Line[] {
  const base = baseOf(size, row.reach)
  const sorted = size.contenders.toSorted((a, b) => medianTime(a) - medianTime(b))
  return sorted.map((each) => lineOf(size, each, base))
}

/** One size, for a terminal. */
export function sizeTable(row: RowResult, size: SizeResult): string {
  const base = baseOf(size, row.reach)
  const head = ['', 'median', 'min–max', base === undefined ? '' : `× ${base.name}`, 'cpu', 'memory', 'trips each']
  const cells = linesOf(row, size).map((line) =>
    line.failed === ''
      ? [line.name, line.time, line.spread, line.ratio, line.processor, line.memory, line.trips]
      : [line.name, `out: ${line.failed}`],
  )
  const lines = [head, ...cells, ...size.absent.map(({ name, why }) => [name, `not here: ${why}`])]
  const full = lines.filter((line) => line.length > 2)
  const widths = head.map((_, column) => Math.max(...full.map((line) => (line[column] ?? '').length)))
  const shown = lines.map((line) =>
    line
      .map((cell, column) => (line.length > 2 || column === 0 ? cell.padEnd(widths[column] ?? 0) : cell))
      .join('  ')
      .trimEnd(),
  )
  return [`${row.title}: ${countWords(size.size)} ${row.unit}`, ...shown.map((line) => `  ${line}`)].join('\n')
}
