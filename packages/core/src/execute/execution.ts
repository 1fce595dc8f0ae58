import type { Link } from '../bridge/link.ts'
import type { Journal, Lease } from '../contract/driver.ts'
import type { EntryBody, LandedStep, UnitKey } from '../contract/journal.ts'
import type { Part, Plan, PlannedMigration, PlannedStep } from '../contract/plan.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { unitKey, type History } from '../history/history.ts'
import type { Ledger } from '../history/ledger.ts'
import type { RunAllowance } from '../plan/hazards.ts'
import type { Workspace } from '../config/workspace.ts'

/** One run under way: what every part of the executor needs. */
export interface Execution {
  readonly workspace: Workspace
  readonly lease: Lease
  readonly journal: Journal
  readonly ledger: Ledger
  /** As it was when this process took over the run. */
  readonly history: History
  /** Frameworks' own tables, kept true as migrations land. */
  readonly links: readonly Link[]
  readonly run: string
  readonly batch: number
  readonly plan: Plan
  /** What the plan lists, by id. */
  readonly planned: ReadonlyMap<string, PlannedMigration>
  /** Hazards that this run accepts. */
  readonly allow: readonly RunAllowance[]
  /** Aborts when the lease is lost or the user interrupts. */
  readonly signal: AbortSignal
}

/** Appends entries in a transaction of their own. */
export async function append(
  execution: Pick<Execution, 'journal' | 'ledger' | 'lease'>,
  bodies: readonly EntryBody[],
): Promise<void> {
  const entries = execution.ledger.next(bodies)
  await execution.journal.append(entries, execution.lease.token)
  execution.ledger.committed(entries)
}

/** The key of a part in its migration's present life. */
export function keyOf(execution: Execution, part: Part): UnitKey {
  return unitKey(
    execution.history.migrations.get(part.migration),
    part.migration,
    execution.plan.content.direction,
    part.part,
  )
}

/** What the plan says of a part's migration. */
export function plannedOf(execution: Execution, part: Part): PlannedMigration {
  const planned = execution.planned.get(part.migration)
  if (!planned) throw new SlipwayError('SW-INTERNAL', `The plan has a unit of ${part.migration} and does not list it.`)
  return planned
}

/** A step as the journal keeps it. */
export function landedStep(step: PlannedStep, reverse: LandedStep['reverse'] = step.reverse): LandedStep {
  return { runner: step.runner, text: stepText(step), hash: step.hash, reverse }
}

/** A step as people read it. */
export function stepText({ step }: PlannedStep): string {
  if ('text' in step) return step.text
  return step.kind === 'code' ? `${step.ref.module}#${step.ref.export}` : `gate ${step.gate}: ${step.why}`
}

/** The entry that says that a part took effect. */
export function landedBody(
  execution: Execution,
  part: Part,
  how: Extract<EntryBody, { type: 'landed' }>['how'],
  steps: readonly LandedStep[] = part.steps.map((step) => landedStep(step)),
): Extract<EntryBody, { type: 'landed' }> {
  const planned = plannedOf(execution, part)
  return {
    type: 'landed',
    run: execution.run,
    key: keyOf(execution, part),
    checksum: planned.record.checksum,
    steps,
    ...(part.completes && { completes: planned.record }),
    how,
  }
}
