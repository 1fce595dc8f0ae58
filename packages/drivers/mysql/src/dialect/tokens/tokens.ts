import type { Syntax } from '../syntax.ts'
import { commentEnd, commentHead } from './comments.ts'
import { quotedEnd, unquoted } from './quoted.ts'
import { ReadError } from './read-error.ts'
import type { Token } from './token.ts'

const blank = /[ \t\n\r\f\v]+|#[^\n]*|--(?=[\s\p{Cc}]|$)[^\n]*/uy
const word = /[A-Za-z_$\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*/y
/** A name may begin with a digit, as `1st` does; `1e5` and `0x1f` are numbers all the same. */
const digits = /0x[0-9a-fA-F]+|0b[01]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?/y
const rest = /[A-Za-z0-9_$\u0080-\uffff]+/y
const variable = /@@?[A-Za-z0-9_.$\u0080-\uffff]*/y
const prefixed = /(?:[nNxXbB]|_[A-Za-z0-9]+\s*)(?=')/y

function ends(pattern: RegExp, script: string, start: number): number {
  pattern.lastIndex = start
  return pattern.test(script) ? pattern.lastIndex : -1
}

/** Reads a script token by token. The delimiter may change on the way, as `DELIMITER` lines ask. */
export interface Tokens {
  /** The next token; `undefined` at the end. Throws a `ReadError` where a quote or comment stays open. */
  next(): Token | undefined
  /** Goes on from another place. */
  seek(offset: number): void
  /** Where the last versioned comment that counts as code ended; -1 before the first. */
  closed(): number
  /** What ends a statement from here on. */
  delimit(delimiter: string): void
}

export function tokensOf(script: string, syntax: Syntax, from = 0): Tokens {
  let offset = from
  let delimiter = ';'
  let opened: number | undefined
  let closed = -1

  const skip = (): void => {
    for (;;) {
      const skipped = ends(blank, script, offset)
      if (skipped > offset) offset = skipped
      else if (script.startsWith('/*', offset)) {
        const head = commentHead(script, offset, syntax)
        if (head.code && opened !== undefined) throw new ReadError(offset, 'versioned comments do not nest')
        if (head.code) opened = offset
        offset = head.code ? head.inside : commentEnd(script, offset, head)
      } else if (opened !== undefined && script.startsWith('*/', offset)) {
        opened = undefined
        offset += 2
        closed = offset
      } else return
    }
  }

  const cutShort = (end: number): number => {
    if (delimiter === ';') return end
    const at = script.slice(offset, end).indexOf(delimiter, 1)
    return at > 0 ? offset + at : end
  }

  const make = (kind: Token['kind'], end: number, value: string): Token => {
    const token: Token = { kind, start: offset, end, value, versioned: opened }
    offset = end
    return token
  }

  const quoted = (kind: 'string' | 'name', quote: number): Token => {
    const end = quotedEnd(script, quote, kind === 'string' && syntax.backslash)
    return make(kind, end, unquoted(script.slice(quote, end), kind === 'string' && syntax.backslash))
  }

  return {
    seek(to) {
      offset = to
      opened = undefined
    },
    closed: () => closed,
    delimit(to) {
      delimiter = to
    },
    next() {
      skip()
      if (offset >= script.length) {
        if (opened !== undefined) throw new ReadError(opened, 'this comment is never closed with */')
        return undefined
      }
      if (delimiter !== ';' && script.startsWith(delimiter, offset)) {
        return make('delimiter', offset + delimiter.length, delimiter)
      }
      const char = script[offset] ?? ''
      if (char === "'") return quoted('string', offset)
      if (char === '"') return quoted(syntax.ansiQuotes ? 'name' : 'string', offset)
      if (char === '`') return quoted('name', offset)
      const prefix = ends(prefixed, script, offset)
      if (prefix > 0) return quoted('string', prefix)
      if (char === '@') {
        const end = ends(variable, script, offset)
        const quote = script[end] ?? ''
        if (end === offset + 1 && /['"`]/.test(quote)) {
          const closed = quotedEnd(script, end, syntax.backslash && quote !== '`')
          return make('variable', closed, script.slice(offset, closed))
        }
        return make('variable', end, script.slice(offset, end).toLowerCase())
      }
      const number = ends(digits, script, offset)
      if (number > 0) {
        const tail = /[.eE]/.test(script.slice(offset, number)) ? -1 : ends(rest, script, number)
        if (tail > 0) {
          const end = cutShort(tail)
          return make('word', end, script.slice(offset, end).toLowerCase())
        }
        return make('number', number, script.slice(offset, number))
      }
      const found = ends(word, script, offset)
      if (found > 0) {
        const end = cutShort(found)
        return make('word', end, script.slice(offset, end).toLowerCase())
      }
      const width = script.startsWith(':=', offset) ? 2 : (script.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1
      return make('symbol', offset + width, script.slice(offset, offset + width))
    },
  }
}

/** All tokens of one statement. */
export function statementTokens(text: string, syntax: Syntax): readonly Token[] {
  const source = tokensOf(text, syntax)
  const found: Token[] = []
  for (let token = source.next(); token !== undefined; token = source.next()) found.push(token)
  return found
}

/** The same; none of one that cannot be read: the server says what is wrong with it. */
export function tokensOrNone(text: string, syntax: Syntax): readonly Token[] {
  try {
    return statementTokens(text, syntax)
  } catch {
    return []
  }
}
