import { isPartial, type History, type RunHistory } from './history.ts'

/**
 * The run that the next command goes on with, under its own id and batch: one that began and did not end, or that failed
 * and left a migration halfway.
 */
export function unfinishedRun(history: History): RunHistory | undefined {
  const runs = [...history.runs.values()]
  return (
    runs.findLast((run) => run.status === 'open') ??
    runs.findLast((run) => run.status === 'failed' && leftHalfway(history, run))
  )
}

function leftHalfway(history: History, run: RunHistory): boolean {
  return run.migrations.some((id) => {
    const past = history.migrations.get(id)
    return past !== undefined && past.run === run.run && isPartial(past)
  })
}
