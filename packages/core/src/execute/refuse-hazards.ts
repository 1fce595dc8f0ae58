import type { Part, PlannedStep } from '../contract/plan.ts'
import { dataHazardsOf } from '../plan/data-hazards.ts'
import { hazardError } from '../plan/hazard-error.ts'
import { plannedOf, type Execution } from './execution.ts'

/** Looks at the data once more before a statement is sent: what ran since the plan was made may have changed them. */
export async function refuseHazards(execution: Execution, part: Part, step: PlannedStep): Promise<void> {
  if (execution.plan.content.direction === 'down') return
  const looking = dataHazardsOf(execution.lease.session, step)
  if (looking === undefined) return
  const accepted = new Set([...plannedOf(execution, part).allow, ...execution.allow].map(({ code }) => code))
  const refused = (await looking).filter(({ code, severity }) => severity === 'stop' && !accepted.has(code))
  if (refused.length === 0) return
  const planned = refused.map((hazard) => ({ ...hazard, migration: part.migration }))
  throw hazardError(planned, 'The statement was not sent.')
}
