import { figuresOf } from '../harness/figures.ts'
import type { RowResult, SizeResult } from '../harness/result.ts'
import { growthIn, judge, quantityOf, type Verdict } from '../report/judge.ts'
import { countWords, memoryWords, ratioWords, timeWords } from '../report/words.ts'

/** A size that something was said of, and whether it was reached. */
export interface JudgedSize extends SizeResult {
  readonly verdict: Verdict
}

/** The sizes of a row that can be judged. */
export function judgedSizes(row: RowResult): readonly JudgedSize[] {
  return row.sizes.flatMap((size) => {
    const verdict = judge(size, row.reach)
    return verdict === undefined ? [] : [{ ...size, verdict }]
  })
}

/** Above this power of the size, time grows faster than the work: twice the work takes 2.2 times as long, or longer. */
export const linearUpTo = 1.15

/** Slipway beside what it was compared with. */
export function measuredWords(row: RowResult, { verdict, contenders }: JudgedSize): string {
  const words = row.reach?.measure === 'memory' ? memoryWords : timeWords
  const median = (name: string | undefined): number => {
    const found = contenders.find((each) => (name === undefined ? each.kind === 'slipway' : each.name === name))
    return figuresOf(quantityOf(found?.samples ?? [], row.reach?.measure ?? 'milliseconds')).median
  }
  if (verdict.beside === undefined) return words(median(undefined))
  const both = `${words(median(undefined))} beside ${words(median(verdict.beside))} of ${verdict.beside}`
  return row.reach?.plus === undefined ? `${ratioWords(verdict.value)}, ${both}` : both
}

function growthWords(row: RowResult): string {
  const [ours] = row.sizes.flatMap(({ contenders }) => contenders.filter(({ kind }) => kind === 'slipway'))
  const growth = ours === undefined ? undefined : growthIn(row, ours.name)
  if (growth === undefined) return ''
  return growth > linearUpTo ? `**faster than the work** (${growth.toFixed(2)})` : `linear (${growth.toFixed(2)})`
}

function lines(row: RowResult): readonly string[] {
  const judged = judgedSizes(row)
  const reach = row.reach?.words ?? 'none was set'
  const growth = growthWords(row)
  if (judged.length === 0)
    return [`| ${row.title} | ${reach} | ${row.reach === undefined ? '' : 'not measured'} | | ${growth} |`]
  return judged.map((size) => {
    const work = row.sizes.length > 1 || size.size > 1 ? `${row.title}: ${countWords(size.size)}` : row.title
    return `| ${work} | ${reach} | ${measuredWords(row, size)} | ${size.verdict.met ? 'met' : '**missed**'} | ${growth} |`
  })
}

/** Every row in one table: what we said, and what came of it. */
export function summary(rows: readonly RowResult[]): string {
  return ['| Work | Reach | Measured | | Growth |', '|---|---|---|---|---|', ...rows.flatMap(lines)].join('\n')
}
