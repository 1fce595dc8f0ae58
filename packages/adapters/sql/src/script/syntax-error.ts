import { SlipwayError } from '@slipway/core'
import type { Location } from '@slipway/core/plugin'

/** `SW-SYNTAX` at a place in a file that was only read. */
export function syntaxError(at: Location, message: string, hint: string): SlipwayError {
  return new SlipwayError('SW-SYNTAX', `${at.file}:${at.line}: ${message}. Nothing was changed.`, {
    hint,
    details: { file: at.file, line: at.line, ...(at.column === undefined ? {} : { column: at.column }) },
  })
}
