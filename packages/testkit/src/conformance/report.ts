import type { Analysis } from '@slipway/core/plugin'
import type { Group } from './conformance-case.ts'

/** What came of one case. */
export interface CaseResult {
  readonly id: string
  readonly group: Group
  readonly title: string
  readonly outcome: 'passed' | 'failed' | 'not-applicable'
  /** What does not hold, or what is not there to be judged. */
  readonly reason?: string
  readonly milliseconds: number
}

/** What the dialect says of a specimen: the part of a report that documentation is made from. */
export interface SpecimenFacts {
  readonly transaction: Analysis['transaction']
  readonly recovery: Analysis['recovery']
  readonly reversal: string
}

/** What came of a run. A JSON value. */
export interface Report {
  readonly subject: string
  /** `mysql 8.0.31`, as the driver observed it. */
  readonly server: string
  readonly results: readonly CaseResult[]
  readonly specimens: Readonly<Record<string, SpecimenFacts>>
}
