import type { Deploy } from './deploy.ts'
import type { RunResult } from './results.ts'
import type { PlanRan } from './run-plan.ts'
import { statusOf } from './status.ts'

/** What a run that applies answers. `locked` is the reading made before it ran. */
export function appliedResult(locked: Deploy, ran: PlanRan, milliseconds: number): RunResult {
  return {
    where: locked.where,
    run: ran.run,
    batch: ran.batch,
    status: ran.status === 'waiting' ? 'waiting' : 'applied',
    migrations: ran.migrations,
    ...(ran.gate && { gate: ran.gate }),
    pending: unfinished(locked) - ran.migrations.length,
    milliseconds,
  }
}

/** How many migrations are not wholly applied. */
export function unfinished(locked: Deploy): number {
  const { counts } = statusOf(locked)
  return counts.pending + counts.changed + counts.partial + counts.waiting
}
