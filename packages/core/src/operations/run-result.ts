import type { RunHistory } from '../history/history.ts'
import type { Deploy } from './deploy.ts'
import type { RunResult } from './results.ts'
import type { PlanRan } from './run-plan.ts'
import { statusOf } from './status.ts'

/** What a run that applies answers, with what it had applied before it was interrupted. `locked` was read before it went on. */
export function appliedResult(
  locked: Deploy,
  ran: Pick<PlanRan, 'run' | 'batch' | 'status' | 'migrations' | 'gate'>,
  milliseconds: number,
): RunResult {
  return {
    where: locked.where,
    run: ran.run,
    batch: ran.batch,
    status: ran.status === 'waiting' ? 'waiting' : 'applied',
    migrations: [...landedBefore(locked, ran.run), ...ran.migrations],
    ...(ran.gate && { gate: ran.gate }),
    pending: unfinished(locked) - ran.migrations.length,
    milliseconds,
  }
}

/** What a run answers that had done everything before. */
export function appliedBefore(locked: Deploy, { run, batch }: RunHistory, milliseconds: number): RunResult {
  return appliedResult(locked, { run, batch, status: 'done', migrations: [] }, Math.round(milliseconds))
}

function landedBefore({ history }: Deploy, run: string): RunResult['migrations'] {
  const ids = history.runs.get(run)?.migrations ?? []
  return ids.flatMap((id) => {
    const past = history.migrations.get(id)
    return past?.applied && past.run === run ? [{ id, title: past.record?.title ?? id, milliseconds: 0 }] : []
  })
}

/** How many migrations are not wholly applied. */
export function unfinished(locked: Deploy): number {
  const { counts } = statusOf(locked)
  return counts.pending + counts.changed + counts.partial + counts.waiting
}
