import { SlipwayError } from '../../errors/slipway-error.ts'
import type { Location } from '../../contract/index.ts'

/** `SW-SYNTAX` at a place in a file that was only read. */
export function commentError(at: Location, message: string, hint: string): SlipwayError {
  return new SlipwayError('SW-SYNTAX', `${at.file}:${at.line}: ${message}. Nothing was changed.`, {
    hint,
    details: { file: at.file, line: at.line, ...(at.column === undefined ? {} : { column: at.column }) },
  })
}
