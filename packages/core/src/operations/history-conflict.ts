import type { BridgeConflict } from '../contract/bridge.ts'
import { SlipwayError } from '../errors/slipway-error.ts'

/** The error for what the journal and a framework's table contradict each other in. */
export function historyConflict({ migration, message, hint }: BridgeConflict): SlipwayError {
  return new SlipwayError('SW-HISTORY-CONFLICT', `${migration}: ${message} Nothing was changed.`, {
    hint: hint ?? 'See what each says, then mend the one that is wrong:\n  slipway doctor\n  slipway history',
    details: { migration },
  })
}
