import type { Syntax } from '../syntax.ts'
import { ReadError } from '../tokens/read-error.ts'
import type { Token } from '../tokens/token.ts'
import { statementTokens } from '../tokens/tokens.ts'
import type { Name } from './parsed.ts'

/** Walks over the tokens of one statement. */
export interface Cursor {
  readonly text: string
  readonly syntax: Syntax
  /** The connected database, whose name in front of an object says nothing. */
  readonly database: string | undefined
  peek(ahead?: number): Token | undefined
  take(): Token | undefined
  /** True when the words stand here, in this order; moves behind them then. */
  accept(...words: readonly string[]): boolean
  /** True when the words stand here. */
  at(...words: readonly string[]): boolean
  acceptSymbol(symbol: string): boolean
  /** Throws a `ReadError` when something else stands here. */
  expectSymbol(symbol: string): void
  /** An identifier, quoted or not. Throws a `ReadError` when none stands here. */
  identifier(what: string): string
  name(what: string): Name
  /** Moves behind a group in parentheses that begins here; the text inside, without them. */
  group(): string
  /** The text from a token to the one before the cursor. */
  since(token: Token | undefined): string
  /** A copy that stands at the same place. */
  fork(): Cursor
}

/** Opens a cursor at the first token. Throws a `ReadError` where a quote or comment stays open. */
export function cursorOf(text: string, syntax: Syntax, database: string | undefined): Cursor {
  return cursorAt(text, syntax, database, statementTokens(text, syntax), 0)
}

function cursorAt(
  text: string,
  syntax: Syntax,
  database: string | undefined,
  tokens: readonly Token[],
  start: number,
): Cursor {
  let index = start
  const problem = (what: string): ReadError => {
    const token = tokens[index]
    const found = token === undefined ? 'the end of the statement' : text.slice(token.start, token.end).slice(0, 40)
    return new ReadError(token?.start ?? text.length, `${what} was expected, not ${found}`)
  }
  const isWord = (token: Token | undefined, word: string): boolean => token?.kind === 'word' && token.value === word
  const isSymbol = (token: Token | undefined, symbol: string): boolean =>
    token?.kind === 'symbol' && token.value === symbol
  const sameName = (name: string): boolean => name.toLowerCase() === database?.toLowerCase()

  const cursor: Cursor = {
    text,
    syntax,
    database,
    peek: (ahead = 0) => tokens[index + ahead],
    take: () => tokens[index++],
    at: (...words) => words.every((word, ahead) => isWord(tokens[index + ahead], word)),
    accept(...words) {
      if (!cursor.at(...words)) return false
      index += words.length
      return true
    },
    acceptSymbol(symbol) {
      if (!isSymbol(tokens[index], symbol)) return false
      index++
      return true
    },
    expectSymbol(symbol) {
      if (!cursor.acceptSymbol(symbol)) throw problem(symbol)
    },
    identifier(what) {
      const token = tokens[index]
      if (token === undefined || (token.kind !== 'word' && token.kind !== 'name')) throw problem(what)
      index++
      return token.kind === 'word' ? text.slice(token.start, token.end) : token.value
    },
    name(what) {
      const first = cursor.identifier(what)
      if (!isSymbol(tokens[index], '.')) return { database: undefined, name: first }
      index++
      const name = cursor.identifier(what)
      return { database: sameName(first) ? undefined : first, name }
    },
    group() {
      const open = tokens[index]
      cursor.expectSymbol('(')
      let depth = 1
      while (depth > 0) {
        const token = tokens[index++]
        if (token === undefined) throw new ReadError(open?.start ?? 0, 'this parenthesis is never closed')
        if (isSymbol(token, '(')) depth++
        if (isSymbol(token, ')')) depth--
      }
      return text.slice(open?.end, tokens[index - 1]?.start).trim()
    },
    since(token) {
      const last = tokens[index - 1]
      return token === undefined || last === undefined ? '' : text.slice(token.start, Math.max(token.start, last.end))
    },
    fork: () => cursorAt(text, syntax, database, tokens, index),
  }
  return cursor
}
