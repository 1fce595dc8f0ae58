import type { ReleaseParticipant } from '../contract/release.ts'
import { isPartial, type History, type MigrationHistory } from '../history/history.ts'

/**
 * How far a store has come in a release, by its own journal: `nothing` to do · `untouched` · `begun` and not at an end, in
 * either direction · `waiting` at a gate · `applied` as a whole · `undone`: it was begun and nothing of it is left.
 */
export type Standing = 'nothing' | 'untouched' | 'begun' | 'waiting' | 'applied' | 'undone'

/** Reads a participant's standing off its journal. */
export function standingOf(
  history: History,
  { migrations }: Pick<ReleaseParticipant, 'migrations'>,
  release: string,
): Standing {
  if (migrations.length === 0) return 'nothing'
  const runs = [...history.runs.values()].filter((run) => run.release?.release === release)
  if (runs.length === 0) return 'untouched'
  if (runs.some((run) => run.status === 'waiting')) return 'waiting'
  if (runs.some((run) => run.status === 'open')) return 'begun'
  const ids = new Set(runs.map(({ run }) => run))
  const left = [...history.migrations.values()].filter((past) => isTheirs(past, ids))
  if (left.length === 0) return 'undone'
  const whole = migrations.every((id) => {
    const past = history.migrations.get(id)
    return past?.applied === true && !isPartial(past) && ids.has(past.run ?? '')
  })
  return whole ? 'applied' : 'begun'
}

/** Something of the migration is there because of these runs. */
function isTheirs(past: MigrationHistory, runs: ReadonlySet<string>): boolean {
  if (past.open) return runs.has(past.open.run)
  return runs.has(past.run ?? '') && (past.applied || past.landed.length > 0)
}
