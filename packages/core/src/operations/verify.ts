import { readSteps } from '../migration/read-steps.ts'
import { integrityFindings, worstExit } from './findings.ts'
import { reading } from './reading.ts'
import type { VerifyReport } from './results.ts'
import { statusOf } from './status.ts'
import type { Workspace } from '../config/workspace.ts'

/** Compares files and history: edited, missing, partial, unknown; every file must be one that can be read. Writes nothing. */
export async function verify(workspace: Workspace): Promise<VerifyReport> {
  return reading(workspace, async (found) => {
    await workspace.dialect.load?.()
    readSteps(found.migrations)
    const { migrations, where } = statusOf(found)
    const problems = integrityFindings(migrations, found.history)
    return { where, checked: migrations.length, problems, exit: worstExit(problems) }
  })
}
