import { appendStated, stateRow } from '../bridge/mirror.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { isPartial, type MigrationHistory } from '../history/history.ts'
import { recordOf } from '../plan/record-of.ts'
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
    await workspace.dialect.load?.()
    for (const { id } of marked) refuseBegun(id, locked.history.migrations.get(id))
    await appendStated(
      { ...locked, workspace },
      marked.map((migration) => ({
        type: 'baseline',
        migration: migration.id,
        record: recordOf(migration, 'none'),
        why: options.why,
      })),
      async (session) => {
        for (const { id } of marked) await stateRow({ workspace, ...locked }, session, 'up', id)
      },
    )
    return statusOf(await readAll(workspace, locked.session))
  })
}

/** Part of it took effect: to call it applied would hide what is left, and lose how the rest is undone. */
function refuseBegun(id: string, past: MigrationHistory | undefined): void {
  if (!past || !isPartial(past)) return
  throw new SlipwayError('SW-PARTIAL', `${id} is partly applied. Nothing was changed.`, {
    hint: 'Finish it:\n  slipway resume\nor undo what took effect:\n  slipway rollback',
    details: { migration: id },
  })
}
