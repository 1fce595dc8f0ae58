import type { FailureKind } from '../contract/driver.ts'
import { SlipwayError } from './slipway-error.ts'

/** Why a statement failed, as its driver classed it; `other` for anything that is not a statement's failure. */
export function failureKind(error: unknown): FailureKind {
  if (!(error instanceof SlipwayError)) return 'other'
  const kind = error.details['kind']
  return typeof kind === 'string' ? (kind as FailureKind) : 'other'
}
