import type { Result, Session } from '@slipway/core/plugin'
import type { Document } from 'mongodb'
import { print } from '../dialect/text/print.ts'

/** A command as the server takes it: its first key names it. */
export type Command = Document

/** A document that finds others. */
export type Filter = Document

/** A command as the text of a statement, Extended JSON on one line. */
export function printCommand(command: Command): string {
  return print(command)
}

/** Commands as a file holds them, one after another. */
export function printCommands(commands: readonly Command[]): string {
  return commands.map((command) => `${print(command)}\n`).join('')
}

/**
 * Runs commands one after another, through a session that journals and marks each: for modules of `code` steps. Answers what
 * the last one answered. Throws `SW-STATEMENT-FAILED` and its kin.
 */
export async function run(session: Session, commands: Command | readonly Command[]): Promise<Result> {
  let result: Result = { rows: [] }
  for (const command of Array.isArray(commands) ? (commands as readonly Command[]) : [commands]) {
    result = await session.execute({ text: print(command) })
  }
  return result
}
