import type { Plan } from '../contract/plan.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { checkBase, checkTarget } from '../plan/stale.ts'
import { deploy, type Deploy } from './deploy.ts'
import { endedSince } from './ended-since.ts'
import { finishedRun } from './finished-run.ts'
import { planResult } from './planning.ts'
import { identify, reading } from './reading.ts'
import type { PlanResult, RunResult } from './results.ts'
import { attemptOf, revertedBefore, runOf, undo, undoPlan, type Attempt, type RollbackChoice } from './undo.ts'
import type { Workspace } from '../config/workspace.ts'

/** Plans a rollback. Writes nothing. */
export async function planRollback(workspace: Workspace, choice: RollbackChoice = {}): Promise<PlanResult> {
  return reading(workspace, async (found) => planResult(found, await undoPlan(workspace, found, choice)))
}

/** What to undo, and on which terms. */
export interface RollbackOptions extends RollbackChoice {
  /**
   * A plan made before; the choice is not asked then. Default: one is made under the deploy lock. What the last batch is, is
   * decided then: another deployment that was waited for has changed it.
   */
  readonly plan?: Plan
  /** Told of a plan that is made now, before anything of it runs. */
  readonly onPlanned?: (planned: PlanResult) => void | Promise<void>
}

/** Rolls back, and compares the schema with the one recorded before the batch. Never asks. */
export async function rollback(workspace: Workspace, options: RollbackOptions = {}): Promise<RunResult> {
  const began = workspace.environment.monotonic()
  let first: Attempt | undefined
  return deploy(workspace, async (locked) => {
    if (first) return undoPlanned(workspace, locked, first, began)
    if (options.plan) return undoPlanned(workspace, locked, (first = attemptOf(options.plan, locked)), began)
    const made = await undoPlan(workspace, locked, options)
    await options.onPlanned?.(planResult(locked, made))
    first = attemptOf(made, locked)
    return goOn(workspace, locked, first, began)
  })
}

/** Runs a plan that was made before, where it still fits. */
async function undoPlanned(workspace: Workspace, locked: Deploy, first: Attempt, began: number): Promise<RunResult> {
  const { plan } = first
  const { history } = locked
  checkTarget(plan, await identify(workspace, locked.session))
  const finished = endedSince(workspace, locked, first.seq, 'reverted') ?? finishedRun(plan, history)
  if (finished) return revertedBefore(workspace, locked, first, finished, began)
  if (!runOf(plan, locked)) {
    if (locked.settled) throw settledSince()
    const found = { schema: await locked.session.inspect(), server: locked.session.server }
    checkBase(plan, history, found, workspace.ignore)
  }
  return goOn(workspace, locked, first, began)
}

/** Undoes, as the run that this very plan began where there is one. */
function goOn(workspace: Workspace, locked: Deploy, { plan, batch }: Attempt, began: number): Promise<RunResult> {
  const own = runOf(plan, locked)
  return undo(workspace, locked, plan, began, { batch, ...(own && { resumes: own }) })
}

/** What an interrupted statement did must be undone with the rest of its migration, and the plan does not say so. */
function settledSince(): SlipwayError {
  return new SlipwayError(
    'SW-PLAN-STALE',
    'The plan was made before it was known what an interrupted statement did. That is settled now. Nothing was changed.',
    { hint: 'Make it again:\n  slipway rollback' },
  )
}
