import type { Location } from '@slipway/core/plugin'

/** Line and column of an offset, both from 1; columns count characters. */
export function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: [...(before.at(-1) ?? '')].length + 1 }
}

/** The offset of a place in a text. */
export function offsetOf(text: string, at: Location | undefined): number {
  const lines = text.split('\n')
  const line = (at?.line ?? 1) - 1
  const head = lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0)
  return head + [...(lines[line] ?? '')].slice(0, (at?.column ?? 1) - 1).join('').length
}
