import type { Plan } from '../contract/plan.ts'
import { isUndoneBy, type History, type RunHistory } from '../history/history.ts'

/**
 * The run that did everything a plan says, when that still is how things are: met again when the answer to the run's very
 * last entry was lost, or when a pipeline repeats `apply plan.json`.
 */
export function finishedRun(plan: Plan, { runs, migrations }: History): RunHistory | undefined {
  const up = plan.content.direction === 'up'
  return [...runs.values()].find(
    (run) =>
      run.plan === plan.hash &&
      run.status === (up ? 'applied' : 'reverted') &&
      plan.content.migrations.every(({ id, record }) => {
        const past = migrations.get(id)
        if (!past) return false
        if (!up) return isUndoneBy(past, run.run)
        return past.run === run.run && past.applied && past.record?.checksum === record.checksum
      }),
  )
}
