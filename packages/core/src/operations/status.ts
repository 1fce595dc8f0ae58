import type { History } from '../history/history.ts'
import { states, type MigrationState } from '../history/states.ts'
import { reading, type Reading } from './reading.ts'
import type { OpenRun, Status } from './results.ts'
import type { Workspace } from '../config/workspace.ts'

/** Every migration's one state, and the runs that are not over. Writes nothing. */
export async function status(workspace: Workspace): Promise<Status> {
  return reading(workspace, async (found) => statusOf(found), { outline: true })
}

/** The status that a reading shows. */
export function statusOf(found: Reading): Status {
  const migrations = states(found.migrations, found.history)
  const counts: Record<MigrationState, number> = {
    applied: 0,
    pending: 0,
    edited: 0,
    missing: 0,
    partial: 0,
    unknown: 0,
    waiting: 0,
    changed: 0,
  }
  for (const { state } of migrations) counts[state] += 1
  return { where: found.where, migrations, runs: openRuns(found.history), counts }
}

/** Runs that began and neither ended nor were given up. */
export function openRuns(history: History): readonly OpenRun[] {
  return [...history.runs.values()].flatMap((run): OpenRun[] => {
    if (run.status !== 'open' && run.status !== 'waiting') return []
    const { batch, direction, migrations, gate } = run
    return [
      {
        run: run.run,
        batch,
        direction,
        migrations,
        status: run.status === 'open' ? 'interrupted' : 'waiting',
        ...(gate !== undefined && { gate }),
        ...(run.release && { release: run.release.name }),
      },
    ]
  })
}
