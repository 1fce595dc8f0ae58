import type { Part, PlannedStep } from '../contract/plan.ts'
import { dataHazardsOf } from '../plan/data-hazards.ts'
import { hazardError } from '../plan/hazard-error.ts'
import { plannedOf, type Execution } from './execution.ts'
import type { LateOutcomes } from './late-outcomes.ts'

/** Looks at the data once more before a statement is sent: what ran since the plan was made may have changed them. */
export async function refuseHazards(
  execution: Execution,
  part: Part,
  step: PlannedStep,
  late: LateOutcomes,
): Promise<void> {
  if (execution.plan.content.direction === 'down') return
  const looking = dataHazardsOf(execution.lease.session, step)
  if (looking === undefined) return
  const accepted = new Set([...plannedOf(execution, part).allow, ...execution.allow].map(({ code }) => code))
  // It may take its time: what took effect before is written down meanwhile.
  const [found] = await Promise.all([looking, late.write()])
  const refused = found.filter(({ code, severity }) => severity === 'stop' && !accepted.has(code))
  if (refused.length === 0) return
  const planned = refused.map((hazard) => ({ ...hazard, migration: part.migration }))
  throw hazardError(planned, 'The statement was not sent.')
}
