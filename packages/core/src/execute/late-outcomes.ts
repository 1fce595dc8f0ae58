import type { EntryBody } from '../contract/journal.ts'
import { append, type Execution } from './execution.ts'

/** Outcomes that are known and not yet written: one commit takes them together with the next intent. */
export interface LateOutcomes {
  /** Keeps an outcome for the next entry. A crash before that leaves an intent, as one before the outcome does. */
  keep(outcome: EntryBody): void
  /** Calls `tell` once what is kept is written: at once, when nothing is. */
  afterwards(tell: () => void): void
  /** Writes what is kept, and `bodies` after it, in one transaction. */
  write(bodies?: readonly EntryBody[]): Promise<void>
}

/** Starts with nothing kept. */
export function lateOutcomes(execution: Execution): LateOutcomes {
  let kept: readonly EntryBody[] = []
  let telling: readonly (() => void)[] = []
  return {
    keep: (outcome) => {
      kept = [...kept, outcome]
    },
    afterwards: (tell) => {
      if (kept.length === 0) tell()
      else telling = [...telling, tell]
    },
    async write(bodies = []) {
      if (kept.length + bodies.length > 0) await append(execution, [...kept, ...bodies])
      const told = telling
      kept = telling = []
      for (const tell of told) tell()
    },
  }
}
