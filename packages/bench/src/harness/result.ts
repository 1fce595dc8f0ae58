import type { Absent, Contender, Reach, Sample, ServerFacts } from './row.ts'

/** What one contender came to at one size. */
export interface ContenderResult {
  readonly name: string
  readonly version: string
  readonly kind: Contender['kind']
  /** One for each round. */
  readonly samples: readonly Sample[]
  /** Why it is out, in one line, when it did not come to its end or did not do its work. */
  readonly failed?: string
}

/** One size of a row. */
export interface SizeResult {
  readonly size: number
  readonly contenders: readonly ContenderResult[]
  readonly absent: readonly Absent[]
}

/** One row as it was measured. */
export interface RowResult {
  readonly name: string
  readonly title: string
  readonly unit: string
  readonly reach?: Reach
  readonly sizes: readonly SizeResult[]
  readonly run: RunFacts
}

/** The run in which a row was measured. Rows may be measured again one by one. */
export interface RunFacts {
  /** The day: `2026-01-31`. */
  readonly date: string
  /** Orders the contenders of each round the same way again. */
  readonly seed: number
  /** Every size that the row has for a full run, rather than a few for a look. */
  readonly full: boolean
}

/** Where it was measured. */
export interface MachineFacts {
  readonly processor: string
  readonly cores: number
  /** In gigabytes (2^30 bytes). */
  readonly memory: number
  readonly system: string
  readonly node: string
}

/** What was measured on one machine. */
export interface BenchResult {
  readonly machine: MachineFacts
  readonly servers: readonly ServerFacts[]
  readonly rows: readonly RowResult[]
}

/**
 * Rows measured now beside those that were measured before, in the order of `names`. What was measured on another machine
 * is left out: nothing on the page may be compared across machines.
 */
export function mergeResults(before: BenchResult | undefined, now: BenchResult, names: readonly string[]): BenchResult {
  const same = JSON.stringify(before?.machine) === JSON.stringify(now.machine)
  const rows = new Map([...(same ? (before?.rows ?? []) : []), ...now.rows].map((row) => [row.name, row]))
  const servers = new Map([...(same ? (before?.servers ?? []) : []), ...now.servers].map((each) => [each.name, each]))
  return {
    machine: now.machine,
    servers: [...servers.values()],
    rows: names.flatMap((name) => rows.get(name) ?? []),
  }
}
