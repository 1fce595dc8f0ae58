import type { Reverse } from '../contract/dialect.ts'
import type { Session } from '../contract/driver.ts'
import type { PlannedStep } from '../contract/plan.ts'
import type { Execution } from './execution.ts'

/** A step's reverse, derived from the schema as it is now where the plan says so. Call it before the step runs. */
export async function reverseNow({ workspace }: Execution, session: Session, step: PlannedStep): Promise<Reverse> {
  if (step.reverse.kind !== 'at-apply' || step.step.kind !== 'statement') return step.reverse
  return workspace.dialect.reverse(step.step, await session.inspect())
}
