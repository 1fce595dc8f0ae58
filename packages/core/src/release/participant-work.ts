import type { Plan } from '../contract/plan.ts'
import type { ReleaseMark } from '../contract/release.ts'
import type { Workspace } from '../config/workspace.ts'
import { append } from '../execute/execution.ts'
import { isOpenRun } from '../history/history.ts'
import { applyLocked } from '../operations/apply.ts'
import type { Deploy } from '../operations/deploy.ts'
import { keptPlan } from '../operations/kept-plan.ts'
import type { RunResult } from '../operations/results.ts'
import { undo, undoPlan } from '../operations/undo.ts'
import { statusOf } from '../operations/status.ts'
import { checkFiles } from '../plan/stale.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import type { ReleaseRecord } from './release-record.ts'

/** What one store is to do for a release. */
export interface ParticipantTask {
  readonly mark: ReleaseMark
  readonly record: ReleaseRecord
  /** As the release was begun with; `undefined` where it was lost. */
  readonly plan: Plan | undefined
  /** Of its migrations, the last in the plan. */
  readonly last: string | undefined
}

/**
 * Applies a participant's plan, or goes on with it. Past the point of no return a file that failed may have been mended:
 * then what is left is planned again.
 */
export async function applyParticipant(
  workspace: Workspace,
  locked: Deploy,
  task: ParticipantTask,
): Promise<RunResult> {
  const { mark, record, plan, last } = task
  const forward = record.decided === 'forward'
  const planned =
    plan && (!forward || fits(plan, locked, mark.release)) ? { plan } : { ...(last !== undefined && { to: last }) }
  const options = { ...planned, allow: record.allowed, acceptEditedTail: forward, release: mark }
  return applyLocked(workspace, locked, options, workspace.environment.monotonic())
}

/** Undoes what a release did to a participant, with the reverses that its journal holds, or goes on with that. */
export async function compensateParticipant(
  workspace: Workspace,
  locked: Deploy,
  { mark }: Pick<ParticipantTask, 'mark'>,
): Promise<RunResult> {
  const began = workspace.environment.monotonic()
  const runs = [...locked.history.runs.values()].filter((run) => run.release?.release === mark.release)
  const down = runs.findLast((run) => run.direction === 'down' && run.status === 'open')
  const stored = down && (await keptPlan(workspace, locked.session, down.run).read())
  if (down && stored) return undo(workspace, locked, stored, began, { resumes: down })
  const plan = await undoPlan(workspace, locked, { runs: new Set(runs.map(({ run }) => run)) })
  const undone = await undo(workspace, locked, plan, began, { release: mark })
  for (const run of runs) {
    if (!isOpenRun(run) || plan.content.migrations.length > 0) continue
    await append(locked, [{ type: 'run-ended', run: run.run, status: 'abandoned', milliseconds: 0 }])
    await keptPlan(workspace, locked.session, run.run).clear(run)
  }
  return { ...undone, pending: statusOf(locked).counts.pending + undone.migrations.length }
}

/** Whether a plan still says what is left: no file was mended since, and nobody else applied a part of it. */
function fits(plan: Plan, { migrations, history }: Deploy, release: string): boolean {
  const elsewhere = plan.content.migrations.some(({ id }) => {
    const past = history.migrations.get(id)
    return past?.applied === true && history.runs.get(past.run ?? '')?.release?.release !== release
  })
  if (elsewhere) return false
  try {
    checkFiles(plan, migrations)
    return true
  } catch (error) {
    if (error instanceof SlipwayError && error.code === 'SW-PLAN-STALE') return false
    throw error
  }
}
