import type { Plan } from '../contract/plan.ts'
import type { ReleaseMark } from '../contract/release.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import type { RunHistory } from '../history/history.ts'
import { states } from '../history/states.ts'
import { chooseUndo, type UndoChoice } from '../plan/choose-undo.ts'
import { compareSchemas } from '../plan/compare.ts'
import { planDown } from '../plan/plan-down.ts'
import { checkBase, checkTarget } from '../plan/stale.ts'
import { append } from '../execute/execution.ts'
import { checkClaims } from './claims.ts'
import { deploy, type Deploy } from './deploy.ts'
import { keptPlan } from './kept-plan.ts'
import { keptSchemaBefore } from './kept.ts'
import { finishedRun } from './finished-run.ts'
import { observed, planInput, planResult } from './planning.ts'
import { refuseProtected } from './refuse-protected.ts'
import { identify, reading, type Reading } from './reading.ts'
import type { PlanResult, RunResult } from './results.ts'
import { runPlan } from './run-plan.ts'
import { statusOf } from './status.ts'
import { storedPlans } from './stored-plans.ts'
import type { Workspace } from '../config/workspace.ts'

export interface RollbackChoice extends Omit<UndoChoice, 'missing'> {
  /** Undoes applied migrations whose files are gone (on another branch, say). */
  readonly missing?: boolean
}

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
  let plan = options.plan
  return deploy(workspace, async (locked) => {
    // Decided once: when an answer is lost halfway, the last batch is another one by then.
    if (plan) return undoPlanned(workspace, locked, plan, began)
    const made = await undoPlan(workspace, locked, options)
    await options.onPlanned?.(planResult(locked, made))
    plan = made
    return goOn(workspace, locked, plan, began)
  })
}

/** Runs a plan that was made before, where it still fits. */
async function undoPlanned(workspace: Workspace, locked: Deploy, plan: Plan, began: number): Promise<RunResult> {
  checkTarget(plan, await identify(workspace, locked.session))
  const finished = finishedRun(plan, locked.history)
  if (finished) {
    await closeGivenUp(workspace, locked, plan, finished.run)
    return revertedBefore(workspace, locked, plan, finished, began)
  }
  if (!runOf(plan, locked)) {
    if (locked.settled) throw settledSince()
    const found = { schema: await locked.session.inspect(), server: locked.session.server }
    checkBase(plan, locked.history, found, workspace.ignore)
  }
  return goOn(workspace, locked, plan, began)
}

/** Undoes, as the run that this very plan began where there is one. */
function goOn(workspace: Workspace, locked: Deploy, plan: Plan, began: number): Promise<RunResult> {
  const own = runOf(plan, locked)
  return undo(workspace, locked, plan, began, own ? { resumes: own } : {})
}

/** What an interrupted statement did must be undone with the rest of its migration, and the plan does not say so. */
function settledSince(): SlipwayError {
  return new SlipwayError(
    'SW-PLAN-STALE',
    'The plan was made before it was known what an interrupted statement did. That is settled now. Nothing was changed.',
    { hint: 'Make it again:\n  slipway rollback' },
  )
}

/** The rollback was done, and only its last answer was lost. */
function revertedBefore(
  workspace: Workspace,
  locked: Deploy,
  plan: Plan,
  { run, batch }: RunHistory,
  began: number,
): RunResult {
  const migrations = plan.content.migrations.map(({ id, record }) => ({ id, title: record.title, milliseconds: 0 }))
  const milliseconds = Math.round(workspace.environment.monotonic() - began)
  const { pending } = statusOf(locked).counts
  return { where: locked.where, run, batch, status: 'reverted', migrations, pending, milliseconds }
}

/** The run that this very plan began and did not end: a rollback whose answer was lost goes on with it. */
function runOf(plan: Plan, { history }: Deploy): RunHistory | undefined {
  return [...history.runs.values()].find(
    ({ status, plan: hash }) => (status === 'open' || status === 'waiting') && hash === plan.hash,
  )
}

/** Whether a rollback goes on with a run, and which release it compensates. */
export interface UndoRun {
  readonly resumes?: RunHistory
  readonly release?: ReleaseMark
}

/** Runs a rollback under a deploy lock that is held already. */
export async function undo(
  workspace: Workspace,
  locked: Deploy,
  plan: Plan,
  began: number,
  { resumes, release }: UndoRun = {},
): Promise<RunResult> {
  const milliseconds = (): number => Math.round(workspace.environment.monotonic() - began)
  const pending = statusOf(locked).counts.pending
  if (plan.content.migrations.length === 0)
    return { where: locked.where, status: 'nothing', migrations: [], pending, milliseconds: milliseconds() }
  if (!resumes) checkClaims(plan, await storedPlans(workspace, locked, 'waiting'), locked.history)
  const ran = await runPlan(workspace, locked, {
    plan,
    allow: [],
    ...(resumes && { resumes }),
    ...(release && { release }),
  })
  await closeGivenUp(workspace, locked, plan, ran.run)
  const compared = ran.status === 'done' ? await compareWithBefore(workspace, locked, plan) : undefined
  return {
    where: locked.where,
    run: ran.run,
    batch: ran.batch,
    status: ran.status === 'waiting' ? 'waiting' : 'reverted',
    migrations: ran.migrations,
    pending: pending + ran.migrations.filter(({ id }) => locked.migrations.some((file) => file.id === id)).length,
    milliseconds: milliseconds(),
    ...(ran.gate && { gate: ran.gate }),
    ...(compared && { compared }),
  }
}

/** The plan that undoes a choice. */
export async function undoPlan(workspace: Workspace, found: Reading, choice: RollbackChoice): Promise<Plan> {
  const { missing, ...rest } = choice
  if (missing) refuseProtected(workspace, 'rollback --missing')
  const gone = missing
    ? new Set(states(found.migrations, found.history).flatMap(({ id, state }) => (state === 'missing' ? [id] : [])))
    : undefined
  const schema = await found.session.inspect()
  const input = await planInput(workspace, found, schema)
  await workspace.dialect.load?.()
  const plan = planDown(input, chooseUndo(found.history, { ...rest, ...(gone && { missing: gone }) }))
  return observed(workspace, found, plan, schema)
}

/** A run whose migrations were undone by another waits for nothing any more, be it a rollback that was interrupted. */
async function closeGivenUp(workspace: Workspace, locked: Deploy, plan: Plan, by: string): Promise<void> {
  const undone = new Set(plan.content.migrations.map(({ id }) => id))
  for (const run of locked.history.runs.values()) {
    if (
      (run.status !== 'waiting' && run.status !== 'open') ||
      run.run === by ||
      !run.migrations.some((id) => undone.has(id))
    )
      continue
    await append(locked, [{ type: 'run-ended', run: run.run, status: 'abandoned', milliseconds: 0 }])
    await keptPlan(workspace, locked.session, run.run).clear(run)
  }
}

/** Only a whole batch has a schema recorded before it. */
async function compareWithBefore(workspace: Workspace, locked: Deploy, plan: Plan): Promise<RunResult['compared']> {
  const undone = plan.content.migrations.map(({ id }) => locked.history.migrations.get(id)?.batch)
  const [batch] = undone
  if (batch === undefined || undone.some((other) => other !== batch)) return undefined
  const whole =
    [...locked.history.migrations.values()].filter((migration) => migration.batch === batch).length === undone.length
  const before = whole ? await keptSchemaBefore(workspace, locked.session, batch).read() : undefined
  if (!before) return undefined
  return {
    objects: Object.keys(before.objects).length,
    differences: compareSchemas(before, await locked.session.inspect(), workspace.ignore),
  }
}
