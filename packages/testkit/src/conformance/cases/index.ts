import type { ConformanceCase } from '../conformance-case.ts'
import { analyzeCases } from './analyze.ts'
import { atomicityCases } from './atomicity.ts'
import { commitCases } from './commit.ts'
import { connectionCases } from './connection.ts'
import { executeCases } from './execute.ts'
import { identifierCases } from './identifiers.ts'
import { inspectCases } from './inspect.ts'
import { journalCases } from './journal.ts'
import { killCases } from './kill.ts'
import { leaseCases } from './lease.ts'
import { probeCases } from './probe.ts'
import { splitCases } from './split.ts'
import { undoCases } from './undo.ts'

/** Every case, in the order in which they run. */
export const cases: readonly ConformanceCase[] = [
  ...splitCases,
  ...analyzeCases,
  ...executeCases,
  ...atomicityCases,
  ...commitCases,
  ...journalCases,
  ...leaseCases,
  ...inspectCases,
  ...identifierCases,
  ...probeCases,
  ...undoCases,
  ...killCases,
  ...connectionCases,
]
