import { SlipwayError } from '@slipway/core'
import type { Positions } from './positions.ts'

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

/** An error of a file, with line, column and the offending line. */
export function splitError(
  code: 'SW-SYNTAX' | 'SW-CLIENT-COMMAND',
  positions: Positions,
  offset: number,
  message: string,
  hint?: string,
): SlipwayError {
  const at = positions.at(offset)
  const where = `${at.file}:${at.line}:${at.column}`
  return new SlipwayError(
    code,
    `${where}: ${message}\n${caret(positions.line(offset), at.column)}\nNothing was changed.`,
    {
      hint: hint ?? `Correct ${at.file} at line ${at.line}.`,
      details: { file: at.file, line: at.line, column: at.column },
    },
  )
}
