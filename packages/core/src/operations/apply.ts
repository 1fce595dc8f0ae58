import type { Plan } from '../contract/plan.ts'
import type { ReleaseMark } from '../contract/release.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { append } from '../execute/execution.ts'
import { isPartial, type RunHistory } from '../history/history.ts'
import { refuseOtherRun } from './other-run.ts'
import { unfinishedRun } from '../history/unfinished-run.ts'
import { checkBase, checkFiles, checkTarget } from '../plan/stale.ts'
import { judge, type RunAllowance } from '../plan/hazards.ts'
import { pendingMigrations } from '../plan/pending.ts'
import { checkClaims } from './claims.ts'
import { deploy, type Deploy } from './deploy.ts'
import { endedSince } from './ended-since.ts'
import { finishedRun } from './finished-run.ts'
import { hazardError } from '../plan/hazard-error.ts'
import { keptPlan } from './kept-plan.ts'
import { observed, planUpwards, type Planned } from './planning.ts'
import { identify, type Reading } from './reading.ts'
import type { ProofLookup, RunResult } from './results.ts'
import { runPlan } from './run-plan.ts'
import { appliedBefore, appliedResult, unfinished } from './run-result.ts'
import { storedPlans } from './stored-plans.ts'
import type { Workspace } from '../config/workspace.ts'

/** How much to apply, and on which conditions. */
export interface ApplyOptions {
  /** A plan made before. Default: one is made now, under the deploy lock. */
  readonly plan?: Plan
  readonly to?: string
  readonly allow?: readonly RunAllowance[]
  /** Refuses a migration that no proof covers. */
  readonly requireProof?: ProofLookup
  /** Lets the tail of a partly applied migration differ from what was planned then. */
  readonly acceptEditedTail?: boolean
  /** The release over several stores that this is a part of: its own run is gone on with, under the same id. */
  readonly release?: ReleaseMark
}

/** Applies what is pending. Never asks. Goes on with an interrupted run by itself when every outcome is certain. */
export async function apply(workspace: Workspace, options: ApplyOptions = {}): Promise<RunResult> {
  const { monotonic } = workspace.environment
  const began = monotonic()
  let first: number | undefined
  return deploy(
    workspace,
    async (locked) => {
      const ended = first === undefined ? undefined : endedSince(workspace, locked, first, 'applied')
      first ??= locked.history.seq
      return ended ? appliedBefore(locked, ended, monotonic() - began) : applyLocked(workspace, locked, options, began)
    },
    { outline: true },
  )
}

/** The same, under a deploy lock that is held already. */
export async function applyLocked(
  workspace: Workspace,
  locked: Deploy,
  options: ApplyOptions,
  began: number,
): Promise<RunResult> {
  const resumes = options.release ? runOfRelease(locked, options.release) : interruptedRun(locked)
  if (!options.acceptEditedTail) refuseEditedPartial(locked)
  const milliseconds = (): number => Math.round(workspace.environment.monotonic() - began)
  const finished = options.plan && finishedRun(options.plan, locked.history)
  if (finished) return appliedBefore(locked, finished, milliseconds())
  const planned = options.plan
    ? await checkedPlan(workspace, locked, options.plan, resumes)
    : await planNow(workspace, locked, options.to)
  if (!planned || planned.plan.content.units.length === 0) {
    const done = await closeAbandoned(workspace, locked, resumes)
    if (resumes && done) return appliedBefore(locked, resumes, milliseconds())
    return {
      where: locked.where,
      status: 'nothing',
      migrations: [],
      pending: unfinished(locked) - (planned?.plan.content.migrations.length ?? 0),
      milliseconds: milliseconds(),
    }
  }
  const { plan, schema } = planned
  checkClaims(plan, await storedPlans(workspace, locked, 'waiting'), locked.history)
  const { refused } = judge(plan, options.allow ?? [])
  if (refused.length > 0) throw hazardError(refused)
  await requireProofs(plan, locked, options.requireProof)
  const ran = await runPlan(workspace, locked, {
    plan,
    allow: options.allow ?? [],
    before: schema,
    ...(resumes && { resumes }),
    ...(options.release && { release: options.release }),
  })
  return appliedResult(locked, ran, milliseconds())
}

function interruptedRun({ history }: Deploy): RunHistory | undefined {
  const run = unfinishedRun(history)
  if (run?.direction !== 'down') return run
  throw new SlipwayError(
    'SW-PARTIAL',
    `A rollback of ${run.migrations.join(', ')} was interrupted. Nothing was changed now.`,
    {
      hint: 'Finish it first:\n  slipway resume',
      details: { run: run.run },
    },
  )
}

/** The run that a release began here, however it stopped. Another run that was interrupted has to be finished first. */
function runOfRelease({ history }: Deploy, { release }: ReleaseMark): RunHistory | undefined {
  refuseOtherRun(history, release)
  return [...history.runs.values()].findLast((run) => run.direction === 'up' && run.release?.release === release)
}

function refuseEditedPartial({ migrations, history }: Deploy): void {
  for (const migration of migrations) {
    const past = history.migrations.get(migration.id)
    if (!past || past.applied || !isPartial(past)) continue
    if (past.landed.every((part) => part.checksum === migration.checksum)) continue
    throw new SlipwayError(
      'SW-PARTIAL',
      `${migration.id} is partly applied, and ${migration.location.file} was edited since. Nothing was changed now.`,
      {
        hint: 'Go on with the edited file (what took effect must stay as it ran):\n  slipway resume\nor undo what took effect:\n  slipway rollback',
        details: { migration: migration.id, file: migration.location.file },
      },
    )
  }
}

/** A plan of what is pending; `undefined` when nothing is. */
async function planNow(workspace: Workspace, locked: Deploy, to: string | undefined): Promise<Planned | undefined> {
  const pending = pendingMigrations(locked.migrations, locked.history, to)
  return pending.length === 0 ? undefined : planUpwards(workspace, locked, pending)
}

/** A plan made before, where it still fits. */
async function checkedPlan(
  workspace: Workspace,
  locked: Deploy,
  plan: Plan,
  resumes: RunHistory | undefined,
): Promise<Planned> {
  checkTarget(plan, await identify(workspace, locked.session))
  const schema = await locked.session.inspect()
  if (resumes?.plan !== plan.hash)
    checkBase(plan, locked.history, { schema, server: locked.session.server }, workspace.ignore)
  checkFiles(plan, locked.migrations)
  // A plan's own sizes are as old as its file and under no hash; hazards are weighed by what is there now.
  return { plan: await observed(workspace, locked, plan, schema), schema }
}

/** A run that has nothing left to do is closed, so that it is not met again. Answers whether it did all it set out to. */
async function closeAbandoned(workspace: Workspace, locked: Deploy, run: RunHistory | undefined): Promise<boolean> {
  if (!run) return false
  const done = run.migrations.every((id) => locked.history.migrations.get(id)?.applied)
  await append(locked, [{ type: 'run-ended', run: run.run, status: done ? 'applied' : 'abandoned', milliseconds: 0 }])
  await keptPlan(workspace, locked.session, run.run).clear(run)
  return done
}

/** Throws `SW-PROOF-MISSING` when a planned migration has no proof. */
export async function requireProofs(
  plan: Plan,
  locked: Pick<Reading, 'migrations'>,
  lookup: ProofLookup | undefined,
): Promise<void> {
  if (!lookup) return
  const files = new Map(locked.migrations.map((migration) => [migration.id, migration]))
  for (const { id } of plan.content.migrations) {
    const file = files.get(id)
    if (file && (await lookup(file))) continue
    throw new SlipwayError('SW-PROOF-MISSING', `No proof covers ${id} as it is now. Nothing was changed.`, {
      hint: `Make one:\n  slipway rehearse ${id}`,
      details: { migration: id },
    })
  }
}
