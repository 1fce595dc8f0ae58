import type { Reverse } from '@slipway/core/plugin'
import type { Syntax } from '../syntax.ts'
import { statementTokens } from '../tokens/tokens.ts'

/** The quote of a text literal, without what stands before it: `_utf8mb4'…'`. */
function literal(text: string, value: string): string {
  return `${text.slice(0, text.indexOf("'"))}'${value.replaceAll("'", "''")}'`
}

function rewritten(statement: string, syntax: Syntax): string {
  const parts: string[] = []
  let last = 0
  for (const { kind, start, end, value } of statementTokens(statement, syntax)) {
    const text = statement.slice(start, end)
    if (kind !== 'string' || !text.includes('\\')) continue
    parts.push(statement.slice(last, start), literal(text, value))
    last = end
  }
  return [...parts, statement.slice(last)].join('')
}

/**
 * Definitions are read with backslashes that escape. Where the session's mode is NO_BACKSLASH_ESCAPES, the statements made of
 * them say the same without. A stored program brings its own mode with it, and its text stays.
 */
export function withoutEscapes(reverse: Reverse, syntax: Syntax): Reverse {
  if (syntax.backslash || reverse.kind !== 'statements') return reverse
  const own = reverse.statements.findIndex((text) => /^SET SESSION sql_mode\b/i.test(text))
  const border = own < 0 ? reverse.statements.length : own
  const plain: Syntax = { ...syntax, backslash: true, ansiQuotes: false }
  const statements = reverse.statements.map((text, index) => (index < border ? rewritten(text, plain) : text))
  return { ...reverse, statements }
}
