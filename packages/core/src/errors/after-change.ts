import { SlipwayError } from './slipway-error.ts'

/** The same error, where something was changed before it: what it says to the contrary goes, and `changed` is said. */
export function afterChange(error: SlipwayError, changed: string): SlipwayError {
  const said = error.message.replaceAll(/ ?Nothing was changed( now)?\./g, '')
  return new SlipwayError(error.code, `${said}\n${changed}`, {
    ...(error.hint !== undefined && { hint: error.hint }),
    cause: error,
    details: error.details,
  })
}
