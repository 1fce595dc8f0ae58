import { readFile, writeFile } from 'node:fs/promises'
import { repository } from '../build.ts'
import type { BenchResult } from '../harness/result.ts'
import { benchmarksPage } from './benchmarks-page.ts'

/** What one full run came to. */
export const resultFile: URL = new URL('docs/reference/benchmarks.json', repository)

/** What people read of it. A test keeps the committed file equal. */
export const pageFile: URL = new URL('docs/reference/benchmarks.md', repository)

/** The results that the page shows. */
export const readResult = async (): Promise<BenchResult> =>
  JSON.parse(await readFile(resultFile, 'utf8')) as BenchResult

if (import.meta.main) await writeFile(pageFile, benchmarksPage(await readResult()))
