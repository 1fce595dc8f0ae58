import { land } from '../bridge/mirror.ts'
import type { Part, Unit } from '../contract/plan.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { landedBody, plannedOf, type Execution } from './execution.ts'
import { runAtomicUnit } from './atomic-unit.ts'
import { lateOutcomes, type LateOutcomes } from './late-outcomes.ts'
import { runOutsideUnit } from './outside-unit.ts'
import { pipeline, type Pipeline } from './pipeline.ts'
import { withOutcome } from './outcome.ts'

export interface Executed {
  readonly status: 'done' | 'waiting'
  readonly gate?: { readonly gate: string; readonly why: string }
  readonly migrations: readonly { readonly id: string; readonly title: string; readonly milliseconds: number }[]
}

/** Runs a plan's units in order, leaving out those that this run landed before it was interrupted. */
export async function execute(execution: Execution): Promise<Executed> {
  const ahead = pipeline(execution)
  try {
    return await executeUnits(execution, ahead)
  } finally {
    await ahead.drain()
  }
}

async function executeUnits(execution: Execution, ahead: Pipeline): Promise<Executed> {
  const { workspace, plan } = execution
  const clock = workspace.environment.monotonic
  const migrations: { id: string; title: string; milliseconds: number }[] = []
  const late = lateOutcomes(execution)
  const places = new Map([...execution.planned.keys()].map((id, index) => [id, index + 1]))
  let began = clock()
  let current: string | undefined
  const units = plan.content.units.filter(({ parts: [part] }) => part && !hasLanded(execution, part))
  for (const [index, unit] of units.entries()) {
    const [part] = unit.parts
    if (!part) continue
    // A unit on its way is waited for: what becomes of it is told.
    if (execution.signal.aborted && !ahead.has(unit)) {
      await writeAnyway(late)
      throw interrupted(execution)
    }
    if (current !== part.migration) {
      current = part.migration
      began = clock()
      late.afterwards(() => {
        for (const each of unit.parts) announce(execution, each, places)
      })
    }
    const gate = closedGate(execution, unit)
    if (gate) {
      await late.write([{ type: 'run-waiting', run: execution.run, gate: gate.gate }])
      workspace.events.emit({ type: 'run-waiting', run: execution.run, ...gate })
      return { status: 'waiting', gate, migrations }
    }
    await runUnit(execution, unit, { late, ahead, next: units[index + 1], done: () => migrations.map(({ id }) => id) })
    for (const done of unit.parts.filter((candidate) => candidate.completes)) {
      const milliseconds = clock() - began
      late.afterwards(() => {
        migrations.push({ id: done.migration, title: plannedOf(execution, done).record.title, milliseconds })
        workspace.events.emit({
          type: 'migration-finished',
          migration: done.migration,
          direction: plan.content.direction,
          milliseconds,
          batch: execution.batch,
        })
      })
    }
  }
  await late.write()
  return { status: 'done', migrations }
}

interface Around {
  readonly late: LateOutcomes
  readonly ahead: Pipeline
  readonly next: Unit | undefined
  /** Migrations that this run completed so far. */
  readonly done: () => readonly string[]
}

async function runUnit(execution: Execution, unit: Unit, { late, ahead, next, done }: Around): Promise<void> {
  const [part] = unit.parts
  if (!part) return
  try {
    if (!unit.transactional && !isGate(unit)) return await runOutsideUnit(execution, unit, late)
    await late.write()
    if (isGate(unit)) await land(execution, landedBody(execution, part, 'declared'), 0)
    else await runAtomicUnit(execution, unit, ahead, next)
  } catch (error) {
    await writeAnyway(late)
    throw withOutcome(execution, unit, done(), error)
  }
}

/** Writes down what took effect before something failed, where the journal is still within reach: that failure is the one to tell. */
async function writeAnyway(late: LateOutcomes): Promise<void> {
  await late.write().catch(() => undefined)
}

function isGate(unit: Unit): boolean {
  return unit.parts[0]?.steps[0]?.runner === 'gate'
}

function closedGate({ history, run }: Execution, unit: Unit): { gate: string; why: string } | undefined {
  const step = unit.parts[0]?.steps[0]?.step
  if (step?.kind !== 'gate' || history.runs.get(run)?.opened.includes(step.gate)) return undefined
  return { gate: step.gate, why: step.why }
}

/** True when this very run landed the part, in the migration's present life or by completing it. */
function hasLanded({ history, run, plan }: Execution, part: Part): boolean {
  const past = history.migrations.get(part.migration)
  if (!past) return false
  const up = plan.content.direction === 'up'
  const landed = (up ? past.landed : past.undone).some(
    (candidate) => candidate.part === part.part && candidate.run === run,
  )
  const reverted = !past.applied && past.landed.length === 0 && past.run === run
  return landed || (!up && (reverted || past.restoredBy === run))
}

function announce({ workspace }: Execution, { migration }: Part, places: ReadonlyMap<string, number>): void {
  workspace.events.emit({
    type: 'migration-started',
    migration,
    index: places.get(migration) ?? 0,
    of: places.size,
  })
}

function interrupted({ workspace, lease }: Execution): SlipwayError {
  if (lease.signal.aborted && !workspace.signal.aborted) {
    return new SlipwayError(
      'SW-LEASE-LOST',
      'The deploy lock was taken over by someone else; this process stopped before its next statement.',
      { hint: 'See what happened:\n  slipway status' },
    )
  }
  return new SlipwayError('SW-INTERRUPTED', 'Interrupted between two units; what landed before is journalled.', {
    hint: 'Go on:\n  slipway apply',
  })
}
