import { fold, migrationOf } from '../history/fold.ts'
import { whereOf } from './reading.ts'
import type { HistoryResult } from './results.ts'
import type { Workspace } from '../config/workspace.ts'

/** The journal's entries, oldest first, checked for gaps and changes. Writes nothing. */
export async function history(
  workspace: Workspace,
  options: { readonly migration?: string } = {},
): Promise<HistoryResult> {
  const session = await workspace.driver.connect()
  try {
    const entries = await workspace.driver.journal(session, workspace.project).read()
    fold(entries)
    const { migration } = options
    const chosen = migration === undefined ? entries : entries.filter(({ body }) => migrationOf(body) === migration)
    return { where: whereOf(workspace, session), entries: chosen }
  } finally {
    await session.close()
  }
}
