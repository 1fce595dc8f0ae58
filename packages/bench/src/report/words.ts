import type { Figures } from '../harness/figures.ts'

/** A time in milliseconds, in people's words: `7.2 ms`, `17 ms`, `4.34 s`. */
export function timeWords(milliseconds: number): string {
  const seconds = milliseconds / 1000
  if (milliseconds < 9.95) return `${milliseconds.toPrecision(2)} ms`
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`
  return seconds < 99.95 ? `${seconds.toPrecision(3)} s` : `${Math.round(seconds)} s`
}

/** A time between two others: `4.06–4.91 s`. */
export function spreadWords({ least, most }: Figures): string {
  const [from, to] = [timeWords(least), timeWords(most)]
  const [fromUnit, toUnit] = [from.split(' ')[1], to.split(' ')[1]]
  return `${fromUnit === toUnit ? from.split(' ')[0] : from}–${to}`
}

const decimals = (ratio: number): string => ratio.toFixed(ratio < 10 ? 2 : 0)

/** A ratio with its spread: `1.12 × (1.08–1.21)`. */
export const ratioWords = ({ median, least, most }: Figures): string =>
  `${decimals(median)} × (${decimals(least)}–${decimals(most)})`

/** Megabytes: `84 MB`. */
export const memoryWords = (megabytes: number): string => `${Math.round(megabytes)} MB`

/** A count with a comma at each thousand. */
export const countWords = (count: number): string => count.toLocaleString('en-US')
