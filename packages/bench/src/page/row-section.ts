import { figuresOf, ratiosOf } from '../harness/figures.ts'
import type { ContenderResult, RowResult, SizeResult } from '../harness/result.ts'
import { baseOf, growthIn, quantityOf } from '../report/judge.ts'
import { countWords, memoryWords, ratioWords, spreadWords, timeWords } from '../report/words.ts'
import { misses } from './misses.ts'
import { judgedSizes } from './summary.ts'

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

const escaped = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;')

const medianWords = (numbers: readonly number[], words: (median: number) => string): string =>
  numbers.length === 0 ? '' : words(figuresOf(numbers).median)

function timeCell(found: ContenderResult | undefined): string {
  if (found === undefined) return ''
  if (found.failed !== undefined) return 'does not finish'
  const times = figuresOf(quantityOf(found.samples, 'milliseconds'))
  return `${timeWords(times.median)} (${spreadWords(times)})`
}

// The size that was spoken of, else the first: the details beside the times are of one size only.
const detailed = (row: RowResult): SizeResult | undefined => judgedSizes(row)[0] ?? row.sizes[0]

const contenderIn = (size: SizeResult | undefined, name: string): ContenderResult | undefined =>
  size?.contenders.find((each) => each.name === name)

function ratioCell(row: RowResult, size: SizeResult, name: string): string {
  const base = baseOf(size, row.reach)
  const found = contenderIn(size, name)
  if (base === undefined || found === undefined || found.failed !== undefined) return ''
  if (base === found) return '1'
  const [ours, theirs] = [found, base].map(({ samples }) => quantityOf(samples, 'milliseconds'))
  const ratio = ratiosOf(ours ?? [], theirs ?? [])
  return ratio === undefined ? '' : ratioWords(ratio)
}

function names(row: RowResult): readonly string[] {
  const size = detailed(row)
  const median = (name: string): number => {
    const found = contenderIn(size, name)
    if (found === undefined || found.failed !== undefined || found.samples.length === 0) return Number.POSITIVE_INFINITY
    return figuresOf(quantityOf(found.samples, 'milliseconds')).median
  }
  const all = new Set(row.sizes.flatMap(({ contenders }) => contenders.map(({ name }) => name)))
  return [...all].toSorted((a, b) => median(a) - median(b))
}

function table(row: RowResult): readonly string[] {
  const size = detailed(row)
  if (size === undefined) return []
  const grows = row.sizes.length > 1
  const counts = size.contenders.some(({ samples }) => quantityOf(samples, 'roundTrips').length > 0)
  const base = baseOf(size, row.reach)
  const at = grows ? ` at ${countWords(size.size)}` : ''
  const head = [
    '',
    ...row.sizes.map((each) => (each.size === 1 ? 'time' : `${countWords(each.size)} ${row.unit}`)),
    `× ${base?.name ?? 'nobody'}${at}`,
    ...(grows ? ['growth'] : []),
    `processor${at}`,
    `memory${at}`,
    ...(counts ? ['round trips each'] : []),
  ]
  const lines = names(row).map((name) => {
    const found = row.sizes.map((each) => contenderIn(each, name)).find((each) => each !== undefined)
    const samples = contenderIn(size, name)?.samples ?? []
    const growth = growthIn(row, name)
    return line([
      found?.kind === 'slipway' ? `**${name}**` : name,
      ...row.sizes.map((each) => timeCell(contenderIn(each, name))),
      ratioCell(row, size, name),
      ...(grows ? [growth === undefined ? '' : growth.toFixed(2)] : []),
      medianWords(quantityOf(samples, 'cpu'), timeWords),
      medianWords(quantityOf(samples, 'memory'), memoryWords),
      ...(counts ? [medianWords(quantityOf(samples, 'roundTrips'), (trips) => (trips / size.size).toFixed(2))] : []),
    ])
  })
  return [line(head), `|${'---|'.repeat(head.length)}`, ...lines]
}

const severalSizes = (row: RowResult, { size }: SizeResult): string =>
  row.sizes.length > 1 ? ` at ${countWords(size)}` : ''

/** Those who did not come to their end, and those who were not there; each reason once. */
function remarks(row: RowResult): readonly string[] {
  const said = row.sizes.flatMap((size) => [
    ...size.contenders
      .filter(({ failed }) => failed !== undefined)
      .map(({ name, failed = '' }) => `- ${name}${severalSizes(row, size)}: ${escaped(failed)}`),
    ...size.absent.map(({ name, why }) => `- ${name}${severalSizes(row, size)} did not take part: ${escaped(why)}.`),
  ])
  return said.length === 0 ? [] : ['', ...new Set(said)]
}

/** What was measured of one row, all contenders beside each other. */
export function rowSection(row: RowResult): string {
  const missed = judgedSizes(row).some(({ verdict }) => !verdict.met)
  const explained = missed ? misses[row.name] : undefined
  const title = `${row.title[0]?.toUpperCase()}${row.title.slice(1)}`
  return [
    `### ${title}`,
    '',
    ...table(row),
    '',
    `Measured on ${row.run.date} (seed ${row.run.seed}${row.run.full ? '' : ', fewer sizes than a full run has'}).`,
    ...remarks(row),
    ...(explained === undefined ? [] : ['', `Missed: ${explained}`]),
  ].join('\n')
}
