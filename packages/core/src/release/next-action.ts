import type { ReleaseRecord } from './release-record.ts'
import type { Standing } from './standing.ts'

/** The one thing that a release does next. `index` counts participants from 0. */
export type ReleaseAction =
  | { readonly do: 'apply' | 'compensate' | 'wait'; readonly index: number }
  /** It was done, and the record does not say so yet. */
  | { readonly do: 'record'; readonly index: number; readonly state: 'applied' | 'compensated' }
  /** Writes the point of no return. */
  | { readonly do: 'decide' }
  /** The record says that it is applied, and somebody undid it since: only a person can tell what was meant. */
  | { readonly do: 'ask'; readonly index: number }
  | { readonly do: 'end'; readonly status: 'applied' | 'reverted' }

/**
 * Decides from the coordinator's record and the stores' own journals, and from nothing else: whoever takes a release over,
 * at whatever point its process or a store died, finds the same way on.
 */
export function nextAction(record: ReleaseRecord, standings: readonly Standing[]): ReleaseAction {
  return record.decided === 'back' ? back(record, standings) : forward(record, standings)
}

function back({ participants }: ReleaseRecord, standings: readonly Standing[]): ReleaseAction {
  for (let index = participants.length - 1; index >= 0; index -= 1) {
    const standing = standings[index]
    if (standing === 'begun' || standing === 'waiting' || standing === 'applied') return { do: 'compensate', index }
    if (standing === 'undone' && !participants[index]?.compensated) return { do: 'record', index, state: 'compensated' }
  }
  return { do: 'end', status: 'reverted' }
}

function forward(record: ReleaseRecord, standings: readonly Standing[]): ReleaseAction {
  for (const [index, participant] of record.participants.entries()) {
    if (index === record.forwardAfter && !record.decided) return { do: 'decide' }
    const standing = standings[index]
    if (standing === 'nothing' || standing === 'elsewhere') continue
    if (standing === 'applied') {
      if (!participant.applied) return { do: 'record', index, state: 'applied' }
      continue
    }
    if (participant.applied) return { do: 'ask', index }
    return { do: standing === 'waiting' ? 'wait' : 'apply', index }
  }
  return record.decided ? { do: 'end', status: 'applied' } : { do: 'decide' }
}
