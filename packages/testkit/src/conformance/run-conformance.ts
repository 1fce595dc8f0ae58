import { cases } from './cases/index.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { openRun } from './open-run.ts'
import type { CaseResult, Report } from './report.ts'
import type { Subject } from './subject.ts'

/** Which cases, and who is told of each as it ends. */
export interface ConformanceOptions {
  /** Ids of cases or names of groups. Default: all. */
  readonly only?: readonly string[]
  readonly report?: (result: CaseResult) => void
}

/** The cases that ids and groups name. Throws `RangeError` for a name that is neither. */
export function chooseCases(only: readonly string[] | undefined): readonly ConformanceCase[] {
  if (only === undefined) return cases
  for (const name of only) {
    if (!cases.some(({ id, group }) => id === name || group === name)) throw new RangeError(`There is no case ${name}`)
  }
  return cases.filter(({ id, group }) => only.includes(id) || only.includes(group))
}

/** Judges a driver. Never throws for what a case finds: that is in the report. */
export async function runConformance(subject: Subject, options: ConformanceOptions = {}): Promise<Report> {
  const chosen = chooseCases(options.only)
  const run = await openRun(subject, chosen)
  try {
    const results: CaseResult[] = []
    for (const one of chosen) {
      const result = await run.play(one)
      results.push(result)
      options.report?.(result)
    }
    return { subject: subject.name, server: run.server, results, specimens: run.specimens }
  } finally {
    await run.close()
  }
}
