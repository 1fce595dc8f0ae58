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

/** One whole run, as it is kept. */
export interface BenchResult {
  /** The day it was measured: `2026-01-31`. */
  readonly date: string
  readonly full: boolean
  /** Orders the contenders of each round the same way again. */
  readonly seed: number
  readonly machine: MachineFacts
  readonly servers: readonly ServerFacts[]
  readonly rows: readonly RowResult[]
}
