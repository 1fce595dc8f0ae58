import { readSteps } from '../migration/read-steps.ts'
import { integrityFindings, worstExit } from './findings.ts'
import { reading } from './reading.ts'
import type { VerifyReport } from './results.ts'
import { statusNow } from './status.ts'
import type { Workspace } from '../config/workspace.ts'

/** Compares files and history: edited, missing, partial, unknown; every file must be one that can be read. Writes nothing. */
export async function verify(workspace: Workspace): Promise<VerifyReport> {
  return reading(workspace, async (first) => {
    await workspace.dialect.load?.()
    readSteps(first.migrations)
    const { found, status } = await statusNow(workspace, first)
    const { migrations, where } = status
    const problems = integrityFindings(migrations, found.history)
    return { where, checked: migrations.length, problems, exit: worstExit(problems) }
  })
}
