import type { Statement } from '@slipway/core/plugin'
import type { Syntax } from '../syntax.ts'
import { ReadError } from '../tokens/read-error.ts'
import { ClientCommandError } from './client-command-error.ts'
import { cut } from './cut.ts'
import { positionsOf } from './positions.ts'
import { splitError } from './split-error.ts'

/** Cuts a script into statements. Throws `SW-SYNTAX` and `SW-CLIENT-COMMAND` with line and column. */
export function splitScript(script: string, file: string, syntax: Syntax): readonly Statement[] {
  const positions = positionsOf(script, file)
  const nul = script.indexOf('\0')
  if (nul >= 0) throw splitError('SW-SYNTAX', positions, nul, 'a NUL character, which MySQL cannot take')
  const statements: Statement[] = []
  try {
    for (const { start, end } of cut(script, syntax)) {
      statements.push({ text: script.slice(start, end), at: positions.at(start) })
    }
  } catch (error) {
    if (error instanceof ClientCommandError) {
      throw splitError('SW-CLIENT-COMMAND', positions, error.offset, error.message, error.cure)
    }
    if (error instanceof ReadError) throw splitError('SW-SYNTAX', positions, error.offset, error.message)
    throw error
  }
  return statements
}
