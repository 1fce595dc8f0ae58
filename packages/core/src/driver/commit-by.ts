import type { CommitOptions, Session } from '../contract/driver.ts'
import { SlipwayError } from '../errors/slipway-error.ts'

/**
 * {@link Session.commit} in terms of {@link Session.transaction}, for servers that take one statement in a message. Such a
 * session does not pipeline.
 */
export function commitBy(transaction: Session['transaction']): Session['commit'] {
  return async ({ statements = [], signal, behind, ...options }: CommitOptions) => {
    if (behind !== undefined) throw new SlipwayError('SW-INTERNAL', 'A session that does not pipeline was sent ahead')
    await transaction(async (session) => {
      for (const [index, statement] of statements.entries()) {
        try {
          await session.execute(statement, signal === undefined ? {} : { signal })
        } catch (thrown) {
          throw thrown instanceof SlipwayError ? atIndex(thrown, index) : thrown
        }
      }
    }, options)
  }
}

/**
 * The same error, which says the position of its statement among those that were sent together, or with `undefined`, that it is
 * of none of them.
 */
export function atIndex(error: SlipwayError, index: number | undefined): SlipwayError {
  const { index: _, ...details } = error.details
  return new SlipwayError(error.code, error.message, {
    ...(error.hint !== undefined && { hint: error.hint }),
    cause: error.cause,
    details: { ...details, ...(index !== undefined && { index }) },
  })
}
