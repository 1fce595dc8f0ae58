import type { NewEntry } from '../contract/journal.ts'
import type { Unit } from '../contract/plan.ts'
import type { Execution } from './execution.ts'
import { commitKnown, knownSteps, type KnownStep } from './known-unit.ts'
import { prepareUnit } from './prepared-unit.ts'

/** A unit on its way to the server. */
export interface SentUnit {
  readonly unit: Unit
  readonly known: readonly KnownStep[]
  readonly entries: readonly NewEntry[]
  readonly answer: Promise<void>
}

/**
 * Keeps one unit on its way behind the one that runs, so that the server never waits for us. Each is still a transaction of
 * its own, and the server itself refuses one whose predecessor failed.
 */
export interface Pipeline {
  /** Whether a unit is the one on its way. */
  has(unit: Unit): boolean
  /** The unit, when it was sent already; it is no longer the one on its way then. */
  take(unit: Unit): SentUnit | undefined
  /** Sends a unit behind one that was just sent, where the driver can and nothing about the unit is left to decide. */
  follow(unit: Unit | undefined, first: SentUnit): void
  /** Waits until nothing is on its way, and forgets what was. */
  drain(): Promise<void>
}

function sendBehind(execution: Execution, unit: Unit, first: SentUnit): SentUnit | undefined {
  const known = knownSteps(execution, unit)
  const last = first.entries.at(-1)
  if (!known || !last) return undefined
  const { entries, options } = prepareUnit(execution, unit, first.entries)
  const answer = commitKnown(execution, known, { ...options, behind: last.seq })
  // Its failure is told when it is this unit's turn; where it never is, the failure of the first one is.
  answer.catch(() => undefined)
  return { unit, known, entries, answer }
}

/** Starts with nothing on its way. */
export function pipeline(execution: Execution): Pipeline {
  let ahead: SentUnit | undefined
  return {
    has: (unit) => ahead?.unit === unit,
    take(unit) {
      const sent = ahead?.unit === unit ? ahead : undefined
      if (sent) ahead = undefined
      return sent
    },
    follow(unit, first) {
      if (execution.lease.session.pipelines !== true || execution.signal.aborted) return
      try {
        ahead = unit?.transactional ? sendBehind(execution, unit, first) : undefined
      } catch {
        // What cannot even be sent says so when it is the unit's turn.
      }
    },
    async drain() {
      await ahead?.answer.catch(() => undefined)
      ahead = undefined
    },
  }
}
