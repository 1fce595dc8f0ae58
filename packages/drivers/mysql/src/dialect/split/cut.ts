import type { Syntax } from '../syntax.ts'
import { ReadError } from '../tokens/read-error.ts'
import type { Token } from '../tokens/token.ts'
import type { Tokens } from '../tokens/tokens.ts'
import { tokensOf } from '../tokens/tokens.ts'
import { ClientCommandError } from './client-command-error.ts'
import { backslashCommand, clientCommand } from './client-commands.ts'
import type { ProgramBody } from './program-body.ts'
import { programBody } from './program-body.ts'
import type { ProgramHead } from './program-head.ts'
import { programHead, programKind } from './program-head.ts'
import { whyNoStatement } from './statement-words.ts'

/** A statement's first and last offset; comments around it, versioned ones apart, are left out. */
export interface Piece {
  readonly start: number
  readonly end: number
}

/** Cuts a script at the semicolons, or the delimiters it sets, that end statements. Throws a `ReadError` with the offset. */
export function* cut(script: string, syntax: Syntax): Generator<Piece, void> {
  const source = tokensOf(script, syntax, script.startsWith('\uFEFF') ? 1 : 0)
  let delimiter = ';'
  for (let token = source.next(); token !== undefined; token = source.next()) {
    if (token.value === ';' || token.kind === 'delimiter') continue
    if (token.kind === 'word' && token.value === 'delimiter' && token.versioned === undefined) {
      delimiter = readDelimiter(script, token, source)
    } else yield* statement(script, token, source, syntax, delimiter)
  }
}

/** Reads the rest of a DELIMITER line, as the mysql client does: its first word counts. */
function readDelimiter(script: string, token: Token, source: Tokens): string {
  const lineEnd = script.indexOf('\n', token.end)
  const end = lineEnd < 0 ? script.length : lineEnd
  const [delimiter] = script.slice(token.end, end).trim().split(/\s+/)
  const wrong = delimiter === undefined || delimiter === '' || /[\\'"`]/.test(delimiter)
  if (wrong) {
    const message = 'DELIMITER must be followed by what ends the statements after it, without quotes or a backslash'
    throw new ClientCommandError(
      token.start,
      message,
      'Write DELIMITER $$ before the routine and DELIMITER ; behind it.',
    )
  }
  source.delimit(delimiter)
  source.seek(end)
  return delimiter
}

/** The tokens of a statement, with a look ahead. */
function ahead(source: Tokens): { next(): Token | undefined; peek(distance: number): Token | undefined } {
  const waiting: (Token | undefined)[] = []
  return {
    next: () => (waiting.length > 0 ? waiting.shift() : source.next()),
    peek(distance) {
      while (waiting.length <= distance) waiting.push(waiting.length > 0 && !waiting.at(-1) ? undefined : source.next())
      return waiting[distance]
    },
  }
}

function* statement(
  script: string,
  first: Token,
  source: Tokens,
  syntax: Syntax,
  delimiter: string,
): Generator<Piece, void> {
  refuseStart(script, first, syntax)
  const tokens = ahead(source)
  const custom = delimiter !== ';'
  const start = first.versioned ?? first.start
  const parens: Token[] = []
  const opening: Token[] = []
  let body: ProgramBody | undefined = startsBody(first, tokens.peek, syntax) ? programBody() : undefined
  let head: ProgramHead | undefined
  let deciding = body === undefined
  let whole = custom && body !== undefined
  let last = first

  for (let token: Token | undefined = first; token !== undefined; token = tokens.next()) {
    if (token.kind === 'delimiter') {
      refuseOpenEnd(token, body, whole)
      yield piece(start, last, source)
      return
    }
    refuseInside(script, token, last)
    if (token.kind === 'symbol' && !whole) matchParens(token, parens)
    const ends = token.kind === 'symbol' && token.value === ';'
    if (ends && !whole && body?.open() === undefined) {
      refuseOpenEnd(token, head === undefined ? body : undefined, whole)
      if (head !== undefined)
        throw new ReadError(first.start, 'this routine has no body that can be told from its head')
      yield piece(start, last, source)
      return
    }
    if (deciding) {
      opening.push(token)
      const kind = programKind(opening)
      deciding = kind === 'undecided'
      if (kind !== undefined && kind !== 'undecided') {
        whole = custom
        if (kind === 'package' && !custom) throw new ReadError(first.start, 'a package needs DELIMITER lines around it')
        head = programHead(kind)
      }
    } else if (head !== undefined) {
      if (head.ends(token)) {
        head = undefined
        body = programBody()
        refuseForeignBody(token, custom)
        if (!whole) body.take(token, tokens.peek)
      }
    } else if (!whole) body?.take(token, tokens.peek)
    if (!(ends && whole)) last = token
  }
  if (custom) {
    throw new ReadError(first.start, `this statement is not ended by ${delimiter}, which DELIMITER has set`)
  }
  refuseOpenEnd(last, body, whole)
  const [open] = parens
  if (open !== undefined) throw new ReadError(open.start, 'this parenthesis is never closed')
  yield piece(start, last, source)
}

/** Where the text after the last token is the end of a versioned comment, it belongs to the statement. */
function piece(start: number, last: Token, source: Tokens): Piece {
  return { start, end: last.versioned === undefined ? last.end : Math.max(last.end, source.closed()) }
}

/** On MariaDB, the statements of stored programs may also stand by themselves. */
function startsBody(first: Token, peek: (distance: number) => Token | undefined, { flavor }: Syntax): boolean {
  if (first.kind !== 'word') return false
  if (first.value === 'begin') {
    const next = peek(0)
    const block = next?.value === 'not' && peek(1)?.value === 'atomic'
    if (next === undefined || next.value === ';' || next.kind === 'delimiter' || next.value === 'work') return false
    if (block && flavor !== 'mysql') return true
    const why = block
      ? 'BEGIN NOT ATOMIC is known to MariaDB only'
      : 'BEGIN starts a transaction and ends with a semicolon; a block stands in a procedure, function, trigger or event'
    throw new ReadError(first.start, why)
  }
  return flavor !== 'mysql' && /^(if|case|loop|repeat|while|for)$/.test(first.value)
}

function refuseStart(script: string, first: Token, { flavor }: Syntax): void {
  if (first.kind === 'symbol' && first.value === '\\') throw backslash(script, first)
  if (first.kind === 'word') {
    const cure = clientCommand(first.value)
    if (cure !== undefined) {
      const message = `${first.value.toUpperCase()} is a command of the mysql client, which no server understands.`
      throw new ClientCommandError(first.start, message, cure)
    }
    if (first.value === 'use') {
      const message = 'USE would lead the statements after it to another database than the one that is journalled.'
      throw new ClientCommandError(first.start, message, 'Remove the line: the target says which database is meant.')
    }
  }
  const why =
    first.kind === 'word' || first.value === '(' ? whyNoStatement(first.value, flavor) : 'no statement begins so'
  if (why !== undefined) throw new ReadError(first.start, why)
}

function backslash(script: string, token: Token): ClientCommandError {
  const letter = script[token.end] ?? ''
  return new ClientCommandError(
    token.start,
    `\\${letter} is a command of the mysql client, which no server understands.`,
    backslashCommand(letter),
  )
}

/** `\N` is a value; every other backslash outside quotes speaks to the client, as DELIMITER at the start of a line does. */
function refuseInside(script: string, token: Token, last: Token): void {
  if (token.kind === 'symbol' && token.value === '\\' && script[token.end] !== 'N') throw backslash(script, token)
  // MySQL would put a question mark in its place without a word, and two names could become one.
  if (token.kind === 'name' && /[\u{10000}-\u{10ffff}]/u.test(token.value)) {
    throw new ReadError(token.start, 'names hold no characters beyond U+FFFF, such as emoji')
  }
  if (token.kind !== 'word' || token.value !== 'delimiter') return
  const between = script.slice(last.end, token.start)
  const rest = /^[ \t]+[^\w\s`'"(=,]{1,8}[ \t\r]*(?:\n|$)/.test(script.slice(token.end, token.end + 64))
  if (between.includes('\n') && rest) {
    throw new ReadError(token.start, 'DELIMITER stands inside a statement: the one before it is not ended')
  }
}

function matchParens(token: Token, parens: Token[]): void {
  if (token.value === '(') parens.push(token)
  if (token.value === ')' && parens.pop() === undefined) {
    throw new ReadError(token.start, 'this parenthesis closes nothing')
  }
  const open = parens.at(-1)
  if (token.value === ';' && open !== undefined) {
    throw new ReadError(open.start, 'this parenthesis is not closed before its statement ends')
  }
}

function refuseOpenEnd(token: Token, body: ProgramBody | undefined, whole: boolean): void {
  if (token.versioned !== undefined && token.kind !== 'word' && /^[;]$/.test(token.value)) {
    throw new ReadError(token.start, 'a statement ends inside a versioned comment')
  }
  const open = whole ? undefined : body?.open()
  if (open !== undefined) {
    throw new ReadError(open.start, `this ${open.value.toUpperCase()} is never closed with END`)
  }
}

/** Bodies of other languages, and of MariaDB's Oracle mode, follow rules of their own. */
function refuseForeignBody(token: Token, custom: boolean): void {
  if (custom || token.kind !== 'word' || (token.value !== 'as' && token.value !== 'is')) return
  throw new ReadError(token.start, `a body after ${token.value.toUpperCase()} needs DELIMITER lines around its routine`)
}
