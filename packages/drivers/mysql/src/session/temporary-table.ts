import type { Syntax } from '../dialect/syntax.ts'
import type { Token } from '../dialect/tokens/token.ts'
import { statementTokens } from '../dialect/tokens/tokens.ts'

function tokensOf(text: string, syntax: Syntax): readonly Token[] {
  try {
    return statementTokens(text, syntax)
  } catch {
    // The server says what is wrong with it.
    return []
  }
}

/** The name, as it was written, of the temporary table that a statement makes; `undefined` for any other statement. */
export function temporaryTable(text: string, syntax: Syntax): string | undefined {
  const tokens = tokensOf(text, syntax)
  const words = tokens.map(({ value }) => value)
  if (words[0] !== 'create' || words[1] !== 'temporary' || words[2] !== 'table') return undefined
  const at = words[3] === 'if' ? 6 : 3
  const last = words[at + 1] === '.' ? at + 2 : at
  return text.slice(tokens[at]?.start, tokens[last]?.end)
}
