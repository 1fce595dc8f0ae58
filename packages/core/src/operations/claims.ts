import type { Plan } from '../contract/plan.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { waitingMigrations } from '../history/states.ts'
import { isPartial, type History } from '../history/history.ts'

/**
 * Refuses a plan that depends on the unfinished migrations of a waiting run, or touches what its remaining steps touch. A
 * rollback of what such a run left halfway ends its claim. Throws `SW-RUN-CLAIMED` naming the run.
 */
export function checkClaims(plan: Plan, waiting: readonly Plan[], history: History): void {
  const unfinished = waitingMigrations(history)
  const runs = [...history.runs.values()].filter((run) => run.status === 'waiting')
  if (runs.length === 0) return
  const gate = runs
    .map((run) => `${run.gate} (${run.migrations.filter((id) => unfinished.has(id)).join(', ')})`)
    .join('; ')
  const planned = new Set(plan.content.migrations.map(({ id }) => id))
  const claimed = new Set(
    waiting.filter((other) => !givesUp(planned, other, history)).flatMap((other) => touched(other)),
  )
  for (const migration of plan.content.migrations) {
    const dependency = migration.record.after.find((id) => unfinished.has(id))
    if (dependency !== undefined) throw refuse(migration.id, `comes after ${dependency}`, gate)
  }
  for (const object of touched(plan)) if (claimed.has(object)) throw refuse(object, 'is touched by both', gate)
}

function givesUp(planned: ReadonlySet<string>, waiting: Plan, history: History): boolean {
  const ids = waiting.content.migrations.map(({ id }) => id)
  const halfway = ids.filter((id) => {
    const past = history.migrations.get(id)
    return past !== undefined && isPartial(past)
  })
  return ids.some((id) => planned.has(id)) && halfway.every((id) => planned.has(id))
}

function touched(plan: Plan): readonly string[] {
  return Object.keys(plan.base.objects)
}

function refuse(what: string, why: string, gate: string): SlipwayError {
  return new SlipwayError('SW-RUN-CLAIMED', `${what} ${why}, and a run waits at gate ${gate}. Nothing was changed.`, {
    hint: 'Open its gate and let it finish first:\n  slipway gate <gate> --open --evidence "..."\n  slipway resume',
    details: { what, gate },
  })
}
