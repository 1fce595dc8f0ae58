/** What came of one case, as the testkit says it. */
export interface CaseResult {
  readonly id: string
  readonly group: string
  readonly title: string
  readonly outcome: 'passed' | 'failed' | 'not-applicable'
  readonly reason?: string
}

/** What came of a run over one driver. */
export interface Report {
  readonly subject: string
  readonly server: string
  readonly results: readonly CaseResult[]
  readonly specimens: Readonly<
    Record<string, { readonly transaction: string; readonly recovery: string; readonly reversal: string }>
  >
}

/** What a driver's author writes; only the suite looks into it. */
export interface Subject {
  readonly name: string
}

/** The parts of `@slipway/testkit/conformance` that the command uses. */
export interface Suite {
  readonly cases: readonly { readonly id: string; readonly group: string }[]
  runConformance(
    subject: Subject,
    options: { readonly only?: readonly string[]; readonly report: (result: CaseResult) => void },
  ): Promise<Report>
}
