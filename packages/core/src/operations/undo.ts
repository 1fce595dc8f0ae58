import type { Plan } from '../contract/plan.ts'
import type { ReleaseMark } from '../contract/release.ts'
import { isOpenRun, isUndoneBy, type History, type RunHistory } from '../history/history.ts'
import { states } from '../history/states.ts'
import { chooseUndo, type UndoChoice } from '../plan/choose-undo.ts'
import { compareSchemas } from '../plan/compare.ts'
import { planDown } from '../plan/plan-down.ts'
import { append } from '../execute/execution.ts'
import { checkClaims } from './claims.ts'
import type { Deploy } from './deploy.ts'
import { keptPlan } from './kept-plan.ts'
import { keptSchemaBefore } from './kept.ts'
import { observed, planInput } from './planning.ts'
import type { Reading } from './reading.ts'
import { refuseProtected } from './refuse-protected.ts'
import type { RunResult } from './results.ts'
import { runPlan } from './run-plan.ts'
import { statusOf } from './status.ts'
import { storedPlans } from './stored-plans.ts'
import type { Workspace } from '../config/workspace.ts'

/** What to undo. */
export interface RollbackChoice extends Omit<UndoChoice, 'missing'> {
  /** Undoes applied migrations whose files are gone (on another branch, say). */
  readonly missing?: boolean
}

/** Whether a rollback goes on with a run, and which release it compensates. */
export interface UndoRun {
  /** The batch that it undoes as a whole, where that was known before. Default: as the journal says now. */
  readonly batch?: number | undefined
  readonly resumes?: RunHistory
  readonly release?: ReleaseMark
}

/** A rollback as it stood when it was tried first: when an answer is lost halfway, the last batch is another one by then. */
export interface Attempt {
  readonly plan: Plan
  /** The journal's last entry then. */
  readonly seq: number
  /** The batch that it undoes as a whole. */
  readonly batch: number | undefined
}

/** The first attempt at a plan. */
export function attemptOf(plan: Plan, { history }: Deploy): Attempt {
  return { plan, seq: history.seq, batch: wholeBatch(plan, history) }
}

/** The run that this very plan began and did not end: a rollback whose answer was lost goes on with it. */
export function runOf(plan: Plan, { history }: Deploy): RunHistory | undefined {
  return [...history.runs.values()].find((run) => isOpenRun(run) && run.plan === plan.hash)
}

/** What a rollback answers that was done, and only its last answer was lost. */
export async function revertedBefore(
  workspace: Workspace,
  locked: Deploy,
  { plan, batch: undid }: Attempt,
  { run, batch }: RunHistory,
  began: number,
): Promise<RunResult> {
  await closeGivenUp(workspace, locked, plan, run)
  const migrations = plan.content.migrations.map(({ id, record }) => ({ id, title: record.title, milliseconds: 0 }))
  // What others built since is not what this rollback left.
  const latest = [...locked.history.runs.keys()].at(-1) === run
  const compared = latest ? await compareWithBefore(workspace, locked, undid) : undefined
  const milliseconds = Math.round(workspace.environment.monotonic() - began)
  const { pending } = statusOf(locked).counts
  const result = { where: locked.where, run, batch, status: 'reverted', migrations, pending, milliseconds } as const
  return { ...result, ...(compared && { compared }) }
}

/** Runs a rollback under a deploy lock that is held already. */
export async function undo(
  workspace: Workspace,
  locked: Deploy,
  plan: Plan,
  began: number,
  options: UndoRun = {},
): Promise<RunResult> {
  const { resumes, release } = options
  const batch = 'batch' in options ? options.batch : wholeBatch(plan, locked.history)
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
  const compared = ran.status === 'done' ? await compareWithBefore(workspace, locked, batch) : undefined
  return {
    where: locked.where,
    run: ran.run,
    batch: ran.batch,
    status: ran.status === 'waiting' ? 'waiting' : 'reverted',
    migrations: [...undoneBefore(plan, locked.history, resumes), ...ran.migrations],
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

/**
 * A run whose migrations were undone by another waits for nothing any more, be it a rollback that was interrupted. What began
 * after that other one is of a later life.
 */
async function closeGivenUp(workspace: Workspace, locked: Deploy, plan: Plan, by: string): Promise<void> {
  const undone = new Set(plan.content.migrations.map(({ id }) => id))
  for (const run of locked.history.runs.values()) {
    if (run.run === by) return
    if (!isOpenRun(run) || !run.migrations.some((id) => undone.has(id))) continue
    await append(locked, [{ type: 'run-ended', run: run.run, status: 'abandoned', milliseconds: 0 }])
    await keptPlan(workspace, locked.session, run.run).clear(run)
  }
}

/** What a run had undone before it was interrupted. */
function undoneBefore(plan: Plan, { migrations }: History, run: RunHistory | undefined): RunResult['migrations'] {
  return plan.content.migrations.flatMap(({ id, record }) => {
    const past = migrations.get(id)
    if (!past || !run || !isUndoneBy(past, run.run)) return []
    return [{ id, title: record.title, milliseconds: 0 }]
  })
}

/** The batch that consists of what a plan undoes: it alone has a schema recorded before it. */
function wholeBatch(plan: Plan, { migrations }: History): number | undefined {
  const undone = plan.content.migrations.map(({ id }) => migrations.get(id)?.batch)
  const [batch] = undone
  if (batch === undefined || undone.some((other) => other !== batch)) return undefined
  return [...migrations.values()].filter((past) => past.batch === batch).length === undone.length ? batch : undefined
}

/** How the schema is, beside what it was before a batch. Only a whole batch has one recorded. */
async function compareWithBefore(
  workspace: Workspace,
  { session }: Deploy,
  batch: number | undefined,
): Promise<RunResult['compared']> {
  const before = batch === undefined ? undefined : await keptSchemaBefore(workspace, session, batch).read()
  if (!before) return undefined
  return {
    objects: Object.keys(before.objects).length,
    differences: compareSchemas(before, await session.inspect(), workspace.ignore),
  }
}
