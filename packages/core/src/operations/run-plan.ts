import type { Plan } from '../contract/plan.ts'
import type { ReleaseMark } from '../contract/release.ts'
import type { Schema } from '../contract/schema.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { failureKind } from '../errors/failure-kind.ts'
import { append, type Execution } from '../execute/execution.ts'
import { execute, type Executed } from '../execute/execute.ts'
import type { RunHistory } from '../history/history.ts'
import type { RunAllowance } from '../plan/hazards.ts'
import type { Deploy } from './deploy.ts'
import { keptPlan } from './kept-plan.ts'
import { keptSchema, keptSchemaBefore } from './kept.ts'
import type { Workspace } from '../config/workspace.ts'

export interface PlanRun {
  readonly plan: Plan
  readonly allow: readonly RunAllowance[]
  /** The schema before the run, kept for the comparison after a rollback. */
  readonly before?: Schema
  /** A run that was interrupted, or whose gate was opened: it goes on under its own id and batch, with this plan. */
  readonly resumes?: RunHistory
  /** The release over several stores that the run belongs to. */
  readonly release?: ReleaseMark
}

export interface PlanRan extends Executed {
  readonly run: string
  readonly batch: number
}

/** Runs a plan as one run: opens it in the journal, executes, and closes it with how it ended. */
export async function runPlan(workspace: Workspace, deploy: Deploy, options: PlanRun): Promise<PlanRan> {
  const { plan, resumes } = options
  const { direction } = plan.content
  const clock = workspace.environment.monotonic
  const began = clock()
  const run = resumes?.run ?? workspace.environment.id()
  const batch = resumes?.batch ?? deploy.history.batch + 1
  const planned = new Map(plan.content.migrations.map((migration) => [migration.id, migration]))
  const execution: Execution = { ...deploy, workspace, run, batch, plan, planned, allow: options.allow }
  refuseBehindPooler(execution)
  await workspace.dialect.load?.()
  if (resumes?.plan !== plan.hash) await begin(execution, options)
  workspace.events.emit({ type: 'run-started', run, batch, direction, plan })
  try {
    const executed = await execute(execution)
    if (executed.status === 'done') await end(execution, began)
    return { ...executed, run, batch }
  } catch (error) {
    if (isOver(error)) await recordFailure(execution, began, error)
    throw error
  }
}

/** A run whose last statement nobody can tell of, or whose journal is out of reach, stays open for the next command. */
function isOver(error: unknown): boolean {
  const kind = failureKind(error)
  return (
    kind !== 'answer-lost' && kind !== 'lease-lost' && !(error instanceof SlipwayError && error.code === 'SW-UNKNOWN')
  )
}

/** How many batches back a rollback can still be compared with the schema before it. */
const SCHEMAS_KEPT = 20

async function begin(execution: Execution, { plan, allow, before, resumes, release }: PlanRun): Promise<void> {
  const { workspace, lease, run, batch } = execution
  await keptPlan(workspace, lease.session, run).write(plan, resumes)
  if (before && !resumes) {
    await keptSchemaBefore(workspace, lease.session, batch).write(before)
    await keptSchemaBefore(workspace, lease.session, batch - SCHEMAS_KEPT).clear()
  }
  const belongs = release ?? resumes?.release
  const migrations = [...new Set([...(resumes?.migrations ?? []), ...plan.content.migrations.map(({ id }) => id)])]
  await append(execution, [
    {
      type: 'run-started',
      run,
      batch,
      direction: plan.content.direction,
      plan: plan.hash,
      migrations,
      allowed: allow.map(({ code, reason }) => ({ code, reason })),
      ...(belongs && { release: belongs }),
    },
  ])
}

async function end(execution: Execution, began: number): Promise<void> {
  const { workspace, lease, run, plan } = execution
  const milliseconds = Math.round(workspace.environment.monotonic() - began)
  const status = plan.content.direction === 'up' ? 'applied' : 'reverted'
  await keptSchema(workspace, lease.session).write(await lease.session.inspect())
  await append(execution, [{ type: 'run-ended', run, status, milliseconds }])
  await keptPlan(workspace, lease.session, run).clear({ plan: plan.hash, migrations: plan.content.migrations })
  workspace.events.emit({ type: 'run-finished', run, status, milliseconds })
}

/** A failure is written down where it still can be; when that fails too, the run stays open and the next command sees it. */
async function recordFailure(execution: Execution, began: number, error: unknown): Promise<void> {
  const { workspace, run } = execution
  const milliseconds = Math.round(workspace.environment.monotonic() - began)
  const known = error instanceof SlipwayError
  const migration = known ? error.details['migration'] : undefined
  const summary = {
    code: known ? error.code : 'SW-INTERNAL',
    message: known ? error.message : 'internal error',
    ...(typeof migration === 'string' && { migration }),
  }
  try {
    await append(execution, [{ type: 'run-ended', run, status: 'failed', milliseconds, error: summary }])
    workspace.events.emit({ type: 'run-finished', run, status: 'failed', milliseconds })
  } catch {
    // The first error is the one to tell: an open run says the rest.
  }
}

/** No session state can be relied on behind a pooler, so a statement that cannot be fenced by a transaction is refused. */
function refuseBehindPooler({ lease, plan, workspace }: Execution): void {
  if (!lease.session.server.pooled) return
  const unit = plan.content.units.find(
    (candidate) => !candidate.transactional && candidate.parts[0]?.steps[0]?.runner !== 'gate',
  )
  if (!unit) return
  throw new SlipwayError(
    'SW-POOLER',
    `${unit.parts[0]?.migration}: ${unit.because ?? 'it runs outside a transaction'}, and ${workspace.driver.address} is a transaction-mode pooler. Nothing was changed.`,
    {
      hint: `Give the driver a direct address for such steps, in slipway.config.ts:\n  ${workspace.driver.name}({ url: …, directUrl: process.env.DIRECT_DATABASE_URL })`,
      details: { migration: unit.parts[0]?.migration ?? '' },
    },
  )
}
