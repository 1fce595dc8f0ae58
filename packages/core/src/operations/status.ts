import type { LeaseHolder, Session } from '../contract/driver.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { isOpenRun, type History } from '../history/history.ts'
import { states, type MigrationState, type MigrationStatus } from '../history/states.ts'
import { readAll, reading, type Known, type Reading } from './reading.ts'
import type { OpenRun, Status } from './results.ts'
import type { Workspace } from '../config/workspace.ts'

/** Every migration's one state, and the runs that are not over. Writes nothing. */
export async function status(workspace: Workspace): Promise<Status> {
  return reading(workspace, async (found) => (await statusNow(workspace, found, { outline: true })).status, {
    outline: true,
  })
}

/** A reading and its status, which tells a run under way from an interrupted one. */
export interface StatusNow {
  readonly found: Reading
  readonly status: Status
  /** Who holds the deploy lock, as far as it was asked: where no run is open it is not. */
  readonly holder?: LeaseHolder
}

/**
 * The status that a reading shows, with who is at work. Where nobody holds the lock for an open run all is read again: the run
 * may have ended between the two looks. One that is open then was interrupted.
 */
export async function statusNow(workspace: Workspace, first: Reading, known: Known = {}): Promise<StatusNow> {
  const unheld = new Set<string>()
  for (let found = first; ; found = await readAll(workspace, first.session, known)) {
    const status = statusOf(found)
    const open = status.runs.filter((run) => run.status === 'interrupted')
    if (open.every(({ run }) => unheld.has(run))) return { found, status }
    const holder = await holderOf(workspace, first.session)
    if (holder?.session) return { found, status: statusOf(found, holder), holder }
    for (const { run } of open) unheld.add(run)
  }
}

/** Who may read the journal and not the lease is told what the journal says. */
async function holderOf({ driver, project }: Workspace, session: Session): Promise<LeaseHolder | undefined> {
  try {
    return await driver.holder(session, project)
  } catch (error) {
    if (error instanceof SlipwayError && error.code === 'SW-PERMISSION') return undefined
    throw error
  }
}

/** The status that a reading shows. Without a holder of the deploy lock every open run counts as interrupted. */
export function statusOf(found: Reading, holder?: LeaseHolder): Status {
  const runs = openRuns(found.history, holder)
  const migrations = underWay(states(found.migrations, found.history), runs)
  const counts: Record<MigrationState, number> = {
    applied: 0,
    pending: 0,
    edited: 0,
    missing: 0,
    partial: 0,
    unknown: 0,
    running: 0,
    waiting: 0,
    changed: 0,
  }
  for (const { state } of migrations) counts[state] += 1
  return { where: found.where, migrations, runs, counts }
}

/** What is half done while somebody is at work on it needs nobody else. */
function underWay(migrations: readonly MigrationStatus[], runs: readonly OpenRun[]): readonly MigrationStatus[] {
  const worked = new Set(runs.flatMap((run) => (run.status === 'running' ? run.migrations : [])))
  if (worked.size === 0) return migrations
  return migrations.map((migration) =>
    worked.has(migration.id) && (migration.state === 'partial' || migration.state === 'unknown')
      ? { ...migration, state: 'running' }
      : migration,
  )
}

/** Runs that began and neither ended nor were given up. Whoever holds the deploy lock is at work on them. */
function openRuns(history: History, holder?: LeaseHolder): readonly OpenRun[] {
  return [...history.runs.values()].flatMap((run): OpenRun[] => {
    if (!isOpenRun(run)) return []
    const { batch, direction, migrations, gate } = run
    const state = holder ? ({ status: 'running', holder } as const) : ({ status: 'interrupted' } as const)
    return [
      {
        run: run.run,
        batch,
        direction,
        migrations,
        ...(run.status === 'waiting' ? { status: 'waiting' } : state),
        ...(gate !== undefined && { gate }),
        ...(run.release && { release: run.release.name }),
      },
    ]
  })
}
