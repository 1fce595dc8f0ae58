import type { Reverse } from '../contract/dialect.ts'
import type { Session } from '../contract/driver.ts'
import type { Part, PlannedStep } from '../contract/plan.ts'
import { plannedOf, type Execution } from './execution.ts'

/** A step's reverse, derived from the schema as it is now where the plan says so. Call it before the step runs. */
export async function reverseNow({ workspace }: Execution, session: Session, step: PlannedStep): Promise<Reverse> {
  if (step.reverse.kind !== 'at-apply' || step.step.kind !== 'statement') return step.reverse
  const { dialect } = workspace
  const about =
    dialect.reversedFrom?.(step.step) ??
    (step.analysis && [...dialect.probed(step.step), ...step.analysis.objects.map(({ id }) => id)])
  return dialect.reverse(step.step, await session.inspect(about))
}

/** Per-step reverses are used when no down was written, or when the migration can stop between two parts. */
export function needsReverses(execution: Execution, part: Part): boolean {
  if (execution.plan.content.direction === 'down') return false
  if (!part.steps.some((step) => step.reverse.kind === 'at-apply')) return false
  const several = part.part > 0 || !part.completes
  return several || plannedOf(execution, part).record.down === undefined
}
