import type { Token } from '../dialect/tokens/token.ts'

/** The name, as it was written, of the temporary table that a statement makes; `undefined` for any other statement. */
export function temporaryTable(text: string, tokens: readonly Token[]): string | undefined {
  const words = tokens.slice(0, 8).map(({ value }) => value)
  if (words[0] !== 'create' || words[1] !== 'temporary' || words[2] !== 'table') return undefined
  const at = words[3] === 'if' ? 6 : 3
  const last = words[at + 1] === '.' ? at + 2 : at
  return text.slice(tokens[at]?.start, tokens[last]?.end)
}
