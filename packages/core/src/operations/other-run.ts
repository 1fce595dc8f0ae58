import { SlipwayError } from '../errors/slipway-error.ts'
import type { History } from '../history/history.ts'
import { unfinishedRun } from '../history/unfinished-run.ts'

/** Throws `SW-PARTIAL` when a run that is not the release's own was interrupted: a release begins on settled stores. */
export function refuseOtherRun(history: History, release?: string): void {
  const other = unfinishedRun(history)
  if (!other || (release !== undefined && other.release?.release === release)) return
  throw new SlipwayError(
    'SW-PARTIAL',
    `A run of ${other.migrations.join(', ')} (batch ${other.batch}) was interrupted, and a release begins on settled stores. Nothing was changed now.`,
    {
      hint: 'Finish it first, on its own target:\n  slipway resume --target NAME\nor undo what it did:\n  slipway rollback --target NAME',
      details: { run: other.run, batch: other.batch },
    },
  )
}
