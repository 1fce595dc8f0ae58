import { malformed, type Command } from '../command.ts'

/** The collection that a command names in its first key. Throws `SW-SYNTAX` where it names none. */
export function nameIn(command: Command): string {
  if (typeof command.target === 'string' && command.target !== '') return command.target
  throw malformed(
    command.at,
    `"${command.name}" names no collection`,
    `{ "${command.name}": "orders", … }   the first key names the command and the collection`,
  )
}
