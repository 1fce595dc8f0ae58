import type { Token } from '../dialect/tokens/token.ts'

const definesTables =
  /^(?:(?:create|drop) (?:table|(?:unique |fulltext |spatial )?index|temporary)|alter table|rename table|drop view)\b/

/**
 * Whether a statement may leave its session otherwise than it was. One that only changes the definition of a table does not:
 * the server takes neither variables nor programs nor locks into what it has it evaluate. One that also selects may call
 * anything.
 */
export function changesSession(tokens: readonly Token[]): boolean {
  const words = tokens.map(({ kind, value }) => (kind === 'word' || value === '(' ? value : ''))
  if (!definesTables.test(words.slice(0, 3).join(' '))) return true
  return words.some((word, at) => word === 'select' || (/^(?:values|row)$/.test(word) && words[at + 1] === '('))
}
