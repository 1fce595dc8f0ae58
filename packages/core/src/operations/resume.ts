import { SlipwayError } from '../errors/slipway-error.ts'
import { unfinishedRun } from '../history/unfinished-run.ts'
import type { Declared } from '../execute/recover.ts'
import { applyLocked } from './apply.ts'
import { deploy } from './deploy.ts'
import { endedSince } from './ended-since.ts'
import { keptPlan } from './kept-plan.ts'
import type { RunResult } from './results.ts'
import { runPlan } from './run-plan.ts'
import { appliedBefore, appliedResult } from './run-result.ts'
import { statusOf } from './status.ts'
import { attemptOf, revertedBefore, undo, type Attempt } from './undo.ts'
import type { Workspace } from '../config/workspace.ts'

/** Goes on with what was interrupted or waited. `declared` answers for a statement whose outcome nobody can tell. */
export async function resume(workspace: Workspace, declared: Declared = {}): Promise<RunResult> {
  const { monotonic } = workspace.environment
  const began = monotonic()
  let seq: number | undefined
  let undoing: Attempt | undefined
  return deploy(
    workspace,
    async (locked) => {
      if (seq !== undefined) {
        // Nothing else is begun in place of what was gone on with.
        const undone = endedSince(workspace, locked, seq, 'reverted')
        if (undone && undoing) return revertedBefore(workspace, locked, undoing, undone, began)
        const done = endedSince(workspace, locked, seq, 'applied')
        if (done) return appliedBefore(locked, done, monotonic() - began)
      }
      seq ??= locked.history.seq
      const runs = [...locked.history.runs.values()]
      const open = unfinishedRun(locked.history)
      const stored = open && (await keptPlan(workspace, locked.session, open.run).read())
      if (open?.direction === 'down' && stored) {
        undoing ??= attemptOf(stored, locked)
        return undo(workspace, locked, stored, began, { batch: undoing.batch, resumes: open })
      }
      if (open?.status === 'open' && stored && open.opened.length > 0) {
        // Past its gate a run goes on with the plan that was approved, whatever the files say by now; one that failed there
        // goes on with the mended file.
        const ran = await runPlan(workspace, locked, { plan: stored, allow: [], resumes: open })
        return appliedResult(locked, ran, Math.round(monotonic() - began))
      }
      const waiting = runs.find((run) => run.status === 'waiting')
      if (!open && waiting && statusOf(locked).counts.partial === 0) throw closed(waiting.gate ?? '')
      return applyLocked(workspace, locked, { acceptEditedTail: true }, began)
    },
    { declared },
  )
}

function closed(gate: string): SlipwayError {
  return new SlipwayError('SW-GATE', `The run waits at gate "${gate}", which is not open. Nothing was changed.`, {
    hint: `When what it waits for is true:\n  slipway gate ${gate} --open --evidence "how I know"\n  slipway resume`,
    details: { gate },
  })
}
