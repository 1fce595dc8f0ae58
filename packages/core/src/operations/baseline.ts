import { SlipwayError } from '../errors/slipway-error.ts'
import { append } from '../execute/execution.ts'
import { recordOf } from '../plan/plan-up.ts'
import { deploy } from './deploy.ts'
import { readAll } from './reading.ts'
import type { Status } from './results.ts'
import { statusOf } from './status.ts'
import type { Workspace } from '../config/workspace.ts'

/** Marks everything up to a migration as applied without running it: the schema is there already. */
export async function baseline(
  workspace: Workspace,
  options: { readonly through: string; readonly why: string },
): Promise<Status> {
  return deploy(workspace, async (locked) => {
    const last = locked.migrations.findIndex((migration) => migration.id === options.through)
    if (last === -1) {
      throw new SlipwayError('SW-USAGE', `There is no migration "${options.through}". Nothing was changed.`, {
        hint: 'See their ids:\n  slipway status',
        details: { through: options.through, known: locked.migrations.map(({ id }) => id) },
      })
    }
    const marked = locked.migrations
      .slice(0, last + 1)
      .filter((migration) => !locked.history.migrations.get(migration.id)?.applied)
    await append(
      locked,
      marked.map((migration) => ({
        type: 'baseline',
        migration: migration.id,
        record: recordOf(migration, 'none'),
        why: options.why,
      })),
    )
    return statusOf(await readAll(workspace, locked.session))
  })
}
