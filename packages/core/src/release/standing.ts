import type { ReleaseParticipant } from '../contract/release.ts'
import { isPartial, type History, type MigrationHistory } from '../history/history.ts'

/**
 * How far a store has come in a release, by its own journal: `nothing` to do · `untouched` · `begun` and not at an end, in
 * either direction · `waiting` at a gate · `applied` as a whole · `undone`: it was begun and nothing of it is left ·
 * `elsewhere`: all of it was applied since, and nothing of that by the release.
 */
export type Standing = 'nothing' | 'untouched' | 'begun' | 'waiting' | 'applied' | 'undone' | 'elsewhere'

/** Reads a participant's standing off its journal. */
export function standingOf(
  history: History,
  { migrations, at }: Pick<ReleaseParticipant, 'migrations' | 'at'>,
  release: string,
): Standing {
  if (migrations.length === 0) return 'nothing'
  const runs = [...history.runs.values()].filter((run) => run.release?.release === release)
  if (runs.some((run) => run.status === 'waiting')) return 'waiting'
  if (runs.some((run) => run.status === 'open')) return 'begun'
  const ids = new Set(runs.map(({ run }) => run))
  const left = [...history.migrations.values()].filter((past) => isTheirs(past, ids))
  const there = migrations.flatMap((id) => {
    const past = history.migrations.get(id)
    return past?.applied && !isPartial(past) ? [past] : []
  })
  // A repeatable that ran before the release is there as well, with the text before.
  const since = there.filter((past) => (past.seq ?? 0) > at.seq)
  const whole = since.length === migrations.length
  if (left.length === 0) return whole ? 'elsewhere' : runs.length === 0 ? 'untouched' : 'undone'
  return whole ? 'applied' : 'begun'
}

/** Something of the migration is there because of these runs. */
function isTheirs(past: MigrationHistory, runs: ReadonlySet<string>): boolean {
  if (past.open) return runs.has(past.open.run)
  return runs.has(past.run ?? '') && (past.applied || past.landed.length > 0)
}
