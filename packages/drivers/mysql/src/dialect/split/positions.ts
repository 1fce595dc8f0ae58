import type { Location } from '@slipway/core/plugin'

/** A place in a file, as people find it. */
export type Place = Location & { readonly column: number }

/** Turns offsets of one script into places. */
export interface Positions {
  at(offset: number): Place
  /** The line that holds an offset, without its end. */
  line(offset: number): string
}

/** Offsets are UTF-16 units, as in a JavaScript string; columns count characters, and a byte order mark counts as none. */
export function positionsOf(script: string, file: string): Positions {
  const starts = [script.startsWith('\uFEFF') ? 1 : 0]
  for (let end = script.indexOf('\n'); end >= 0; end = script.indexOf('\n', end + 1)) starts.push(end + 1)

  const indexOf = (offset: number): number => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }
  return {
    at(offset) {
      const index = indexOf(offset)
      const column = Array.from(script.slice(starts[index] ?? 0, offset)).length + 1
      return { file, line: index + 1, column }
    },
    line(offset) {
      const start = starts[indexOf(offset)] ?? 0
      const end = script.indexOf('\n', start)
      return script.slice(start, end < 0 ? undefined : end).replace(/\r$/, '')
    },
  }
}
