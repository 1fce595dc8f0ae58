import { contextOf, linkOf } from '../bridge/link.ts'
import { appendStated, stateRow } from '../bridge/mirror.ts'
import type { Session } from '../contract/driver.ts'
import type { EntryBody } from '../contract/journal.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
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
  const { forget: forgets = [] } = options
  return deploy(workspace, (locked) => correct(workspace, locked, options), { despiteConflicts: true, forgets })
}

async function correct(workspace: Workspace, locked: Deploy, options: RepairOptions): Promise<Status> {
  const { acceptEdit: edited = [], forget: forgotten = [], why } = options
  const bodies = [
    ...edited.map((id) => acceptEdit(locked, id, why)),
    ...forgotten.flatMap((id) => forget(workspace, locked, id, why)),
  ]
  await appendStated({ ...locked, workspace }, bodies, async (session) => {
    for (const id of edited) await amend(workspace, locked, session, id)
    for (const id of forgotten) if (isItsRow(locked, id)) await stateRow({ ...locked, workspace }, session, 'down', id)
  })
  return statusOf(await readAll(workspace, locked.session))
}

/** A row that the framework wrote for what the journal has only begun stays: the table decides. */
function isItsRow({ history, links }: Deploy, id: string): boolean {
  const failed = links.some(({ found }) => found.failed.some((failure) => failure.id === id))
  return failed || history.migrations.get(id)?.applied === true
}

/** What the framework keeps of the text is brought up to date with the file. */
async function amend(workspace: Workspace, { links, history }: Deploy, session: Session, id: string): Promise<void> {
  const link = linkOf(links, history, id)
  const file = link?.migrations.find((migration) => migration.id === id)
  if (link && file) await link.bridge.amend?.(contextOf(link, session, workspace.dialect), file)
}

function acceptEdit({ migrations, history }: Deploy, id: string, why: string): EntryBody {
  const file = migrations.find((migration) => migration.id === id)
  if (!file || !history.migrations.get(id)?.applied) throw nothing(id, file ? 'it is not applied' : 'it has no file')
  return { type: 'repaired', migration: id, action: 'accept-edit', checksum: file.checksum, why }
}

function forget(workspace: Workspace, locked: Deploy, id: string, why: string): readonly EntryBody[] {
  const past = locked.history.migrations.get(id)
  // What only the framework's table calls failed has no place in the journal.
  if (locked.links.some(({ found }) => found.failed.some((failure) => failure.id === id)) && !past?.applied) {
    return past?.landed.length ? [{ type: 'repaired', migration: id, action: 'forget', why }] : []
  }
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
