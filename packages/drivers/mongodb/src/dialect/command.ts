import type { Location, Statement } from '@slipway/core/plugin'
import { SlipwayError } from '@slipway/core'
import type { Document } from 'mongodb'
import { readNodes } from './text/read-nodes.ts'
import { toDocument } from './text/to-value.ts'
import { plain } from './text/print.ts'

/** One MongoDB command, read. */
export interface Command {
  /** Its first key: `createIndexes`. */
  readonly name: string
  /** What the first key says: the collection, for most. */
  readonly target: unknown
  /** As it is sent: key order and types kept. */
  readonly body: Document
  /** With numbers by what they are worth, for reading. */
  readonly plain: Document
  readonly at: Location | undefined
}

// What is asked of a statement before it is sent is asked in a row.
let last: { readonly text: string; readonly command: Omit<Command, 'at'> } | undefined

/** Reads a statement. Throws `SW-SYNTAX` where it is not one command in Extended JSON. */
export function readCommand(statement: Statement): Command {
  const { text, at } = statement
  if (last?.text !== text) last = { text, command: parse(statement) }
  return { ...last.command, at }
}

function parse(statement: Statement): Omit<Command, 'at'> {
  const source = { text: statement.text, file: '' }
  const [node, second] = readNodes(source)
  if (node?.kind !== 'object' || second !== undefined) {
    throw malformed(statement.at, 'a statement is one object: { "createIndexes": "orders", … }')
  }
  const body = toDocument(source, node)
  const [name] = Object.keys(body)
  if (name === undefined) throw malformed(statement.at, 'the command is empty')
  return { name, target: plain(body[name]), body, plain: plain(body) as Document }
}

/** `SW-SYNTAX` for a command that is Extended JSON and no command that the server would take. */
export function malformed(at: Location | undefined, what: string, hint?: string): SlipwayError {
  const where = at === undefined ? '' : `${at.file}:${at.line}${at.column === undefined ? '' : `:${at.column}`}: `
  return new SlipwayError('SW-SYNTAX', `${where}${what}. Nothing was changed.`, {
    ...(hint !== undefined && { hint }),
    details: { ...(at && { file: at.file, line: at.line }) },
  })
}
