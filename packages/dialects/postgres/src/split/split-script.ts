import type { Statement } from '@slipway/core/plugin'
import { SlipwayError } from '@slipway/core'
import type { Grammar } from '../grammar/grammar.ts'
import { GrammarError } from '../grammar/grammar.ts'
import type { Piece } from './cut.ts'
import { cut } from './cut.ts'
import type { Positions } from './positions.ts'
import { advance, positionsOf } from './positions.ts'

/** Cuts a script into statements and parses each. Throws `SW-SYNTAX` and `SW-CLIENT-COMMAND` with line and column. */
export function splitScript(grammar: Grammar, script: string, file: string): readonly Statement[] {
  const positions = positionsOf(script, file)
  const nul = script.indexOf('\0')
  if (nul >= 0) throw syntaxError(positions, nul, 'a NUL character, which PostgreSQL cannot take', '')
  const statements: Statement[] = []
  for (const piece of cut(script, script.startsWith('\uFEFF') ? 1 : 0)) {
    if ('backslash' in piece) throw metaCommand(positions, piece.backslash)
    refuseCopyData(piece, positions)
    const text = script.slice(piece.start, piece.end)
    try {
      grammar.parse(text)
    } catch (error) {
      if (!(error instanceof GrammarError)) throw error
      throw syntaxError(positions, advance(script, piece.start, error.position), error.message, text)
    }
    statements.push({ text, at: positions.at(piece.start) })
  }
  return statements
}

function firstLine(text: string): string {
  const line = text.split(/\r?\n/, 1)[0] ?? ''
  return line.length > 100 ? `${line.slice(0, 99)}…` : line
}

/** A long line is cut around its caret. */
function caret(line: string, column: number): string {
  const before = [...line].slice(0, column - 1)
  const skipped = Math.max(0, before.length - 80)
  const shown = [...line].slice(skipped, skipped + 120).join('')
  const indent = before
    .slice(skipped)
    .map((char) => (char === '\t' ? '\t' : ' '))
    .join('')
  return `  ${shown}\n  ${indent}^`
}

function syntaxError(positions: Positions, offset: number, message: string, statement: string): SlipwayError {
  const at = positions.at(offset)
  const line = positions.line(offset)
  const first = firstLine(statement)
  const context = first === '' || line.includes(first) ? '' : `\nin the statement: ${first}`
  return new SlipwayError(
    'SW-SYNTAX',
    `${at.file}:${at.line}:${at.column}: ${firstLine(message)}\n${caret(line, at.column)}${context}\nNothing was changed.`,
    { hint: `Correct ${at.file} at line ${at.line}.`, details: { file: at.file, line: at.line, column: at.column } },
  )
}

const cures: Readonly<Record<string, string>> = {
  restrict: 'Remove the lines \\restrict and \\unrestrict: pg_dump writes them for psql.',
  unrestrict: 'Remove the lines \\restrict and \\unrestrict: pg_dump writes them for psql.',
  i: 'Put the SQL of that file here, or make it a migration of its own.',
  ir: 'Put the SQL of that file here, or make it a migration of its own.',
  include: 'Put the SQL of that file here, or make it a migration of its own.',
  connect: 'Remove the line: the target says which database is meant.',
  c: 'Remove the line: the target says which database is meant.',
  copy: 'Write the rows as INSERT statements.',
  set: 'Remove the line; where the adapter knows placeholders, use one.',
  echo: 'Remove the line, or make it a comment: -- text',
  '.': 'This ends the data of a COPY: write the rows as INSERT statements.',
}

function metaCommand(positions: Positions, offset: number): SlipwayError {
  const at = positions.at(offset)
  const line = positions.line(offset)
  const command = /^\\(\w+|\S)/.exec([...line].slice(at.column - 1).join(''))?.[1] ?? ''
  return clientCommand(
    at,
    `\\${command} is a command of psql, which no server understands.\n${caret(line, at.column)}`,
    cures[command] ?? 'Remove it, or write it as SQL.',
  )
}

function refuseCopyData(piece: Piece, positions: Positions): void {
  if (piece.words[0] !== 'copy') return
  const reads = piece.words.some((word, index) => word === 'stdin' && piece.words[index - 1] === 'from')
  const writes = piece.words.some((word, index) => word === 'stdout' && piece.words[index - 1] === 'to')
  if (!reads && !writes) return
  const message = reads
    ? 'COPY … FROM stdin takes its rows from the client, as psql sends them.'
    : 'COPY … TO stdout sends rows to the client, and a migration has nowhere to put them.'
  const cure = reads ? 'Write the rows as INSERT statements (pg_dump --inserts writes them so).' : 'Remove it.'
  throw clientCommand(positions.at(piece.start), message, cure)
}

function clientCommand(at: ReturnType<Positions['at']>, message: string, hint: string): SlipwayError {
  return new SlipwayError('SW-CLIENT-COMMAND', `${at.file}:${at.line}:${at.column}: ${message}\nNothing was changed.`, {
    hint,
    details: { file: at.file, line: at.line, column: at.column },
  })
}
