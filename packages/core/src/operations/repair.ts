import type { EntryBody } from '../contract/journal.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { append } from '../execute/execution.ts'
import { deploy, type Deploy } from './deploy.ts'
import { readAll } from './reading.ts'
import { ownEntry } from './own-entry.ts'
import type { Status } from './results.ts'
import { statusOf } from './status.ts'
import type { Workspace } from '../config/workspace.ts'

/** Which corrections to make, and why. */
export interface RepairOptions {
  /** Applied migrations whose new text says the same as the one that ran. */
  readonly acceptEdit?: readonly string[]
  /** Migrations to be taken as not applied; nothing is undone. */
  readonly forget?: readonly string[]
  /** Written to the journal. */
  readonly why: string
}

/** Corrects the history, never the schema. Every correction is an entry with who and why. */
export async function repair(workspace: Workspace, options: RepairOptions): Promise<Status> {
  return deploy(workspace, async (locked) => {
    const bodies = [
      ...(options.acceptEdit ?? []).map((id) => acceptEdit(locked, id, options.why)),
      ...(options.forget ?? []).flatMap((id) => forget(workspace, locked, id, options.why)),
    ]
    if (bodies.length > 0) await append(locked, bodies)
    return statusOf(await readAll(workspace, locked.session))
  })
}

function acceptEdit({ migrations, history }: Deploy, id: string, why: string): EntryBody {
  const file = migrations.find((migration) => migration.id === id)
  if (!file || !history.migrations.get(id)?.applied) throw nothing(id, file ? 'it is not applied' : 'it has no file')
  return { type: 'repaired', migration: id, action: 'accept-edit', checksum: file.checksum, why }
}

function forget(workspace: Workspace, locked: Deploy, id: string, why: string): readonly EntryBody[] {
  const past = locked.history.migrations.get(id)
  if (past?.applied || past?.landed.length) return [{ type: 'repaired', migration: id, action: 'forget', why }]
  const before = ownEntry(workspace, locked, 'repaired', (own) => own.migration === id && own.why === why)
  if (before) return []
  throw nothing(id, 'the history does not have it')
}

function nothing(id: string, why: string): SlipwayError {
  return new SlipwayError('SW-USAGE', `There is nothing to repair about "${id}": ${why}. Nothing was changed.`, {
    hint: 'See every migration and its state:\n  slipway status',
    details: { migration: id },
  })
}
