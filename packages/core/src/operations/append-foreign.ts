import { appendStated, stateRow } from '../bridge/mirror.ts'
import type { Workspace } from '../config/workspace.ts'
import type { EntryBody } from '../contract/journal.ts'
import { append } from '../execute/execution.ts'
import type { Deploy } from './deploy.ts'

/** Under both locks what a framework did meanwhile becomes part of the journal, and rows that are owed are written. */
export async function appendForeign(workspace: Workspace, open: Omit<Deploy, 'settled'>): Promise<boolean> {
  const { bodies, owed } = open.foreign
  if (bodies.length === 0 && owed.length === 0) return false
  if (bodies.length > 0) await append(open, bodies)
  if (owed.length > 0) await payOwed(workspace, open, owed)
  return true
}

/** A crash came between the journal's entry and the framework's row, or the table was made just now. */
async function payOwed(workspace: Workspace, open: Omit<Deploy, 'settled'>, owed: readonly string[]): Promise<void> {
  const { journalled: history, links } = open
  const indebted = owed
    .flatMap((id) => history.migrations.get(id) ?? [])
    .toSorted((one, other) => (one.seq ?? 0) - (other.seq ?? 0))
  const paid = indebted.flatMap(({ id, owes }): readonly EntryBody[] =>
    owes === undefined ? [] : [{ type: 'mirrored', bridge: owes, migration: id }],
  )
  await appendStated({ ...open, workspace, history }, paid, async (session) => {
    for (const { id, applied } of indebted) {
      await stateRow({ workspace, history, links }, session, applied ? 'up' : 'down', id)
    }
  })
}
