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

/** Whether a rollback goes on with a run, which batch it undoes as a whole, and which release it compensates. */
export interface UndoRun {
  readonly batch?: number | undefined
  readonly resumes?: RunHistory
  readonly release?: ReleaseMark
}

/** Runs a rollback under a deploy lock that is held already. */
export async function undo(
  workspace: Workspace,
  locked: Deploy,
  plan: Plan,
  began: number,
  { resumes, release, batch = wholeBatch(plan, locked.history) }: UndoRun = {},
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

/** A run whose migrations were undone by another waits for nothing any more, be it a rollback that was interrupted. */
export async function closeGivenUp(workspace: Workspace, locked: Deploy, plan: Plan, by: string): Promise<void> {
  const undone = new Set(plan.content.migrations.map(({ id }) => id))
  for (const run of locked.history.runs.values()) {
    if (!isOpenRun(run) || run.run === by || !run.migrations.some((id) => undone.has(id))) continue
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
export function wholeBatch(plan: Plan, { migrations }: History): number | undefined {
  const undone = plan.content.migrations.map(({ id }) => migrations.get(id)?.batch)
  const [batch] = undone
  if (batch === undefined || undone.some((other) => other !== batch)) return undefined
  return [...migrations.values()].filter((past) => past.batch === batch).length === undone.length ? batch : undefined
}

/** How the schema is, beside what it was before a batch. Only a whole batch has one recorded. */
export async function compareWithBefore(
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
