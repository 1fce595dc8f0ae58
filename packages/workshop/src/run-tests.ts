import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repository } from './packages.ts'
import { runCommand } from './run-command.ts'
import { tool } from './tool.ts'

/** How many tests ended how. */
export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[]
}

/** Counts vitest's JSON report; a file that broke before its first test is one failure, as is any other bad exit. */
export function tallyOf(report: Report, code: number): Tally {
  const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
  const failed = report.numFailedTests + broken.length
  return {
    passed: report.numPassedTests,
    failed: code === 0 ? failed : Math.max(failed, 1),
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/** Runs every test of the repository, showing what vitest writes as it comes. */
export async function runTests(show: (text: string) => void): Promise<Tally> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-tests-'))
  const file = join(folder, 'report.json')
  try {
    const parameters = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    const { code } = await runCommand(tool('vitest'), parameters, { cwd: repository, show })
    const text = await readFile(file, 'utf8').catch(() => undefined)
    if (text === undefined) return { passed: 0, failed: 1, skipped: 0 }
    return tallyOf(JSON.parse(text) as Report, code)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
