import { figuresOf, growthOf, ratiosOf, type Figures } from '../harness/figures.ts'
import type { ContenderResult, RowResult, SizeResult } from '../harness/result.ts'
import type { Reach, Sample } from '../harness/row.ts'

/** Whether what we said that we reach was reached at one size. */
export interface Verdict {
  readonly met: boolean
  /** What was compared with the limit: Slipway's, less what is allowed besides, divided by theirs; without them, itself. */
  readonly value: Figures
  readonly limit: number
  /** The contender it was compared with. */
  readonly beside: string | undefined
}

type Quantity = NonNullable<Reach['measure']>

/** One quantity of all samples; those that lack it are left out. */
export function quantityOf(samples: readonly Sample[], quantity: Quantity | 'cpu' | 'roundTrips'): readonly number[] {
  return samples.map((sample) => sample[quantity]).filter((each) => each !== undefined)
}

/** Those that came to their end in every round. */
const finished = ({ contenders }: SizeResult): readonly ContenderResult[] =>
  contenders.filter(({ failed, samples }) => failed === undefined && samples.length > 0)

/** The contender that the others are compared with: the one that the reach names, else the floor. */
export function baseOf(size: SizeResult, reach: Reach | undefined): ContenderResult | undefined {
  const able = finished(size)
  if (reach?.beside === undefined) return able.find(({ kind }) => kind === 'floor')
  if (reach.beside !== 'best') return able.find(({ name }) => name === reach.beside)
  const measure = reach.measure ?? 'milliseconds'
  const median = ({ samples }: ContenderResult): number => figuresOf(quantityOf(samples, measure)).median
  return able
    .filter(({ kind, samples }) => kind === 'tool' && quantityOf(samples, measure).length > 0)
    .toSorted((a, b) => median(a) - median(b))[0]
}

/** Compares round by round; nothing where it was said of another size, or one of the two is missing. */
export function judge(size: SizeResult, reach: Reach | undefined): Verdict | undefined {
  if (reach === undefined || reach.at?.includes(size.size) === false) return undefined
  const measure = reach.measure ?? 'milliseconds'
  const ours = quantityOf(finished(size).find(({ kind }) => kind === 'slipway')?.samples ?? [], measure)
  if (ours.length === 0) return undefined
  const plus = reach.plus ?? 0
  if (reach.beside === undefined) {
    const value = figuresOf(ours)
    return { met: value.median <= plus, value, limit: plus, beside: undefined }
  }
  const base = baseOf(size, reach)
  const theirs = quantityOf(base?.samples ?? [], measure)
  const value = ratiosOf(
    ours.map((each) => each - plus),
    theirs,
  )
  const limit = reach.times ?? 1
  return value === undefined ? undefined : { met: value.median <= limit, value, limit, beside: base?.name }
}

/** The power of the size that a contender's time grows with, over the sizes at which it came to its end. */
export function growthIn({ sizes }: RowResult, name: string): number | undefined {
  const points = sizes.flatMap((size) => {
    const found = finished(size).find((each) => each.name === name)
    const times = quantityOf(found?.samples ?? [], 'milliseconds')
    return times.length === 0 ? [] : [{ size: size.size, value: figuresOf(times).median }]
  })
  return growthOf(points)
}
