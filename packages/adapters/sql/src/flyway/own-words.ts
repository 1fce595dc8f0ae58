import { SlipwayError } from '@slipway/core'

/** What the reading of SQL files says of `sql()`, a Flyway project hears of `flyway()`. */
export function inOwnWords<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error
    const own = (text: string): string => text.replaceAll(/\bsql\((?=[{)])/g, 'flyway(')
    throw new SlipwayError(error.code, own(error.message), {
      ...(error.hint === undefined ? {} : { hint: own(error.hint) }),
      details: error.details,
      cause: error.cause,
    })
  }
}
