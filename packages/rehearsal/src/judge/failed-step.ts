import { SlipwayError, type Location } from '@slipway/core'
import type { Study } from '../observe/study.ts'
import type { FailureOf, ProofFailure } from '../report.ts'

const WORDS: Partial<Record<FailureOf, string>> = {
  'up-failed': 'the up fails',
  'down-failed': 'the down fails',
  'second-up-failed': 'after its down, the up fails',
}

/** What the server, or a migration, said when a step could not be done. */
export function failedStep(study: Study, of: FailureOf, error: unknown): ProofFailure {
  const known = error instanceof SlipwayError ? error : undefined
  const message = error instanceof Error ? error.message : String(error)
  const at = placeOf(known) ?? placeIn(study, of)
  return {
    code: 'SW-PROOF-FAILED',
    of,
    migrations: study.migrations.map(({ id }) => id),
    message: `${WORDS[of] ?? of}: ${message}`,
    ...(at && { at }),
    ...(known?.hint !== undefined && { hint: known.hint }),
    ...(known && { details: known.details }),
  }
}

function placeOf(error: SlipwayError | undefined): Location | undefined {
  const { file, line } = error?.details ?? {}
  return typeof file === 'string' && typeof line === 'number' ? { file, line } : undefined
}

function placeIn({ migrations, down }: Study, of: FailureOf): Location | undefined {
  const newest = migrations.at(-1)
  return of === 'down-failed' ? (down[0]?.step.at ?? newest?.downLocation ?? newest?.location) : newest?.location
}
