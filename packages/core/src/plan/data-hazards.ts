import type { Hazard } from '../contract/dialect.ts'
import type { Session } from '../contract/driver.ts'
import type { Plan, PlannedStep } from '../contract/plan.ts'
import type { PlannedHazard } from './hazards.ts'

/**
 * Risks that only the data tell, of every statement of a plan. Where a statement before it changes the same rows, what the
 * data say now does not stop: it is looked at again just before the statement is sent.
 */
export async function dataHazards(session: Session, plan: Plan): Promise<readonly PlannedHazard[]> {
  if (!session.hazards || plan.content.direction === 'down') return []
  const found: PlannedHazard[] = []
  const written = new Set<string>()
  for (const { migration, steps } of plan.content.units.flatMap((unit) => unit.parts)) {
    for (const step of steps) {
      for (const hazard of (await dataHazardsOf(session, step)) ?? []) {
        const mended = hazard.object !== undefined && written.has(hazard.object)
        found.push({ ...hazard, migration, ...(mended && { severity: 'inform' }) })
      }
      for (const { id, effect } of step.analysis?.objects ?? []) if (effect === 'write') written.add(id)
    }
  }
  return found
}

/** Risks of one step that only the data tell, with where it is written; `undefined` where there is nothing to look at. */
export function dataHazardsOf(session: Session, { step }: PlannedStep): Promise<readonly Hazard[]> | undefined {
  if (step.kind !== 'statement') return undefined
  const { at } = step
  return session.hazards?.(step)?.then((found) => found.map((hazard) => ({ ...hazard, ...(at && { at }) })))
}
