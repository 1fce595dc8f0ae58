import type { Workspace } from '../config/workspace.ts'
import type { RunHistory } from '../history/history.ts'
import type { Deploy } from './deploy.ts'

/**
 * The run that this very process ended after an entry of the journal, when the answer to that was lost and it starts again:
 * what it set out to do is done, whatever anybody did since. The name it signs with holds its process id.
 */
export function endedSince(
  workspace: Workspace,
  { history }: Deploy,
  seq: number,
  status: 'applied' | 'reverted',
): RunHistory | undefined {
  for (const entry of history.entries.toReversed()) {
    if (entry.seq <= seq) return undefined
    const { by, body } = entry
    if (by !== workspace.environment.who || body.type !== 'run-ended' || body.status !== status) continue
    return history.runs.get(body.run)
  }
  return undefined
}
