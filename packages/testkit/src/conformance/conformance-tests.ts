import { cases } from './cases/index.ts'
import { openRun, type Run } from './open-run.ts'
import type { CaseResult, Report } from './report.ts'
import type { Subject } from './subject.ts'

/** What vitest and node:test both have. `after` is `afterAll` in the one and `after` in the other. */
export interface TestFunctions {
  describe(name: string, body: () => void): unknown
  test(name: string, body: () => Promise<void>): unknown
  after(work: () => Promise<void>): unknown
  /** Gets the whole report when every case has run: compare it with the one you publish. */
  readonly whenDone?: (report: Report) => Promise<void> | void
}

/**
 * Makes a test of each case. A case that is not applicable is no failure; `whenDone` sees it as what it is.
 *
 * @example
 * conformanceTests(subject, { describe, test, after: afterAll })
 */
export function conformanceTests(subject: Subject, { describe, test, after, whenDone }: TestFunctions): void {
  describe(`${subject.name} conforms`, () => {
    let run: Promise<Run> | undefined
    const results: CaseResult[] = []
    const opened = (): Promise<Run> => (run ??= openRun(subject, cases))
    after(async () => (await run)?.close())
    for (const one of cases) {
      test(`${one.id}: ${one.title}`, async () => {
        const result = await (await opened()).play(one)
        results.push(result)
        if (result.outcome === 'failed') throw new Error(`${one.id}: ${result.reason}`)
      })
    }
    if (whenDone === undefined) return
    test('the report is the one that is published', async () => {
      const { server, specimens } = await opened()
      await whenDone({ subject: subject.name, server, results, specimens })
    })
  })
}
