import type { BridgeChange, BridgeContext, Json, Migration } from '@slipway/core/plugin'
import { namesOf } from '../file-names.ts'
import type { Settings } from '../settings.ts'
import { command, date, double } from './command.ts'
import { hashOf } from './file-hash.ts'
import { nameOf } from './read-history.ts'
import { readRows, type ChangelogRow } from './rows.ts'

/**
 * Makes the changelog say what is so now: a document as `up` inserts it, or none as after `down`. Source: lib/actions/up.js,
 * down.js.
 */
export async function writeRow(context: BridgeContext, change: BridgeChange, settings: Settings): Promise<void> {
  const { session } = context
  const { changelog } = settings
  const own = namesOf(change.migration)
  const rows = await readRows(session, changelog, [...own, ...change.together.flatMap(namesOf)])
  const mine = rows.filter(({ id }) => id === change.migration)
  if (change.direction === 'up') {
    const hash = change.file !== undefined && settings.useFileHash ? hashOf(change.file, settings) : undefined
    if (mine.some(({ fileHash }) => hash === undefined || fileHash === hash)) return
    const document = documentOf(change, hash, blockOf(rows, change), settings)
    await session.execute(command({ insert: changelog, documents: [document] }))
    return
  }
  // The tool removes one document of several; what is left would still be one that it calls applied.
  const q: Json = { fileName: { $in: own }, ...laterRun(mine, change.file, settings) }
  await session.execute(command({ delete: changelog, deletes: [{ q, limit: 0 }] }))
}

/** Brings name and hash of a migration's document up to date with its file. */
export async function amendRow({ session }: BridgeContext, file: Migration, settings: Settings): Promise<void> {
  const { changelog, useFileHash } = settings
  const set = { fileName: nameOf(file), ...(useFileHash && { fileHash: hashOf(file, settings) }) }
  const q: Json = { fileName: { $in: namesOf(file.id) } }
  await session.execute(command({ update: changelog, updates: [{ q, u: { $set: set }, multi: true }] }))
}

function documentOf(
  { migration, file }: BridgeChange,
  fileHash: string | undefined,
  block: number,
  { extension }: Settings,
): Json {
  const fileName = file === undefined ? migration + extension : nameOf(file)
  const appliedAt = date(Date.now())
  const migrationBlock = double(block)
  return fileHash === undefined
    ? { fileName, appliedAt, migrationBlock }
    : { fileName, fileHash, appliedAt, migrationBlock }
}

/** What one run applies has one number: the moment at which it began. */
function blockOf(rows: readonly ChangelogRow[], { together }: BridgeChange): number {
  const sameRun = rows.filter(({ id }) => together.includes(id)).map(({ migrationBlock }) => migrationBlock ?? 0)
  const known = Math.max(0, ...sameRun)
  return known === 0 ? Date.now() : known
}

/** Where files run again when they change, the run of the text that is there now is taken back, and the one before stands. */
function laterRun(
  rows: readonly ChangelogRow[],
  file: Migration | undefined,
  settings: Settings,
): Readonly<Record<string, Json>> {
  if (!settings.useFileHash || file === undefined) return {}
  const fileHash = hashOf(file, settings)
  return rows.some((row) => row.fileHash === fileHash) ? { fileHash } : {}
}
