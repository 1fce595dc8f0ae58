import type { Bench } from './bench/bench.ts'
import type { Need } from './needs.ts'

/** What cases are about, in the order in which they run and are shown. */
export const groups = [
  'split',
  'analyze',
  'execute',
  'atomicity',
  'journal',
  'lease',
  'inspect',
  'identifiers',
  'probe',
  'undo',
  'kill',
  'connection',
] as const

export type Group = (typeof groups)[number]

/** One claim about a driver and the experiment that shows whether it holds. */
export interface ConformanceCase {
  /** `group.what`: stable, so that a report can be compared with an older one. */
  readonly id: string
  readonly group: Group
  /** What holds when it passes. */
  readonly title: string
  /** Without all of these it is not applicable. */
  readonly needs: readonly Need[]
  /** Spends its time waiting: it runs beside others that do, in a database of its own. */
  readonly waits?: boolean
  /** Throws when the claim does not hold. */
  run(bench: Bench): Promise<void>
}
