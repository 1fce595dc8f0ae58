import type { Token } from './tokens.ts'
import { tokens } from './tokens.ts'

/** A piece of a script that ends at a semicolon of its own, or at the end. Offsets are of its first and last token. */
export interface Piece {
  readonly start: number
  readonly end: number
  /** Its words outside quotes and parentheses, in lower case, up to the 40th. */
  readonly words: readonly string[]
}

/** A backslash outside quotes and comments: never SQL, always a command of psql. */
interface ClientCommand {
  readonly backslash: number
}

/**
 * Cuts a script at the semicolons that end statements. Those in parentheses (`CREATE RULE … DO (a; b)`) and in the
 * `BEGIN ATOMIC … END` body of a function do not, as in psql's own reader.
 */
export function* cut(script: string, from: number): Generator<Piece | ClientCommand, void> {
  let first: Token | undefined
  let last: Token | undefined
  let words: string[] = []
  let parens = 0
  let blocks = 0
  let previous = ''

  for (const token of tokens(script, from)) {
    const text = token.kind === 'quoted' ? '' : script.slice(token.start, token.end)
    if (text === '\\') yield { backslash: token.start }
    if (text === ';' && parens <= 0 && blocks === 0) {
      if (first !== undefined && last !== undefined) yield { start: first.start, end: last.end, words }
      first = last = undefined
      words = []
      parens = 0
      previous = ''
      continue
    }
    first ??= token
    last = token
    if (text === '(') parens++
    if (text === ')') parens--
    if (token.kind !== 'word') continue
    const lower = text.toLowerCase()
    if (parens === 0 && words.length < 40) words.push(lower)
    if (lower === 'atomic' && previous === 'begin' && blocks === 0 && isRoutine(words)) blocks = 1
    else if (blocks > 0 && lower === 'case') blocks++
    else if (blocks > 0 && lower === 'end') blocks--
    previous = lower
  }
  if (first !== undefined && last !== undefined) yield { start: first.start, end: last.end, words }
}

function isRoutine(words: readonly string[]): boolean {
  const kind = words[1] === 'or' ? words[3] : words[1]
  return words[0] === 'create' && (kind === 'function' || kind === 'procedure')
}
