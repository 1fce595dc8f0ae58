/** What several measurements of the same come to. */
export interface Figures {
  readonly median: number
  readonly least: number
  readonly most: number
}

/**
 * The median and the spread.
 *
 * @throws RangeError of no numbers.
 */
export function figuresOf(numbers: readonly number[]): Figures {
  const sorted = numbers.toSorted((a, b) => a - b)
  const [least, most] = [sorted[0], sorted.at(-1)]
  if (least === undefined || most === undefined) throw new RangeError('There are no figures of no numbers.')
  const upper = sorted[Math.floor(sorted.length / 2)] ?? most
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? least
  return { median: (lower + upper) / 2, least, most }
}

/**
 * How many times the others our numbers are, round by round: two numbers of one round were measured within moments of each
 * other, and share what the machine did meanwhile.
 */
export function ratiosOf(ours: readonly number[], theirs: readonly number[]): Figures | undefined {
  const rounds = Math.min(ours.length, theirs.length)
  if (rounds === 0) return undefined
  return figuresOf(Array.from({ length: rounds }, (_, round) => (ours[round] ?? 0) / (theirs[round] ?? 1)))
}

/** The power of the size that the time grows with, from the smallest to the largest: 1 is linear, 2 is quadratic. */
export function growthOf(points: readonly { readonly size: number; readonly value: number }[]): number | undefined {
  const sorted = points.toSorted((a, b) => a.size - b.size)
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (first === undefined || last === undefined || first.size === last.size) return undefined
  return Math.log(last.value / first.value) / Math.log(last.size / first.size)
}
