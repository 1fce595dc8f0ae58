import type { BridgeContext, ForeignHistory, ForeignMigration, Migration } from '@slipway/core/plugin'
import type { LockSettings, Settings } from '../settings.ts'
import { existing } from './collections.ts'
import { hashOf } from './file-hash.ts'
import { freeing, isTaken } from './row-lock.ts'
import { rawOf, readRows, type ChangelogRow } from './rows.ts'

/** What the changelog says, as `migrate-mongo status` would read it. Three queries; writes nothing. */
export async function readHistory({ session, migrations }: BridgeContext, settings: Settings): Promise<ForeignHistory> {
  const { changelog, lock } = settings
  const notices = lock !== undefined && (await isTaken(session, lock.collection)) ? [taken(lock)] : []
  if (!(await existing(session, [changelog])).has(changelog)) return { exists: false, applied: [], failed: [], notices }
  const rows = (await readRows(session, changelog)).toSorted((a, b) => (a.appliedAt ?? 0) - (b.appliedAt ?? 0))
  const files = new Map(migrations.map((migration) => [migration.id, migration]))
  const applied: ForeignMigration[] = []
  for (const [id, documents] of Map.groupBy(rows, (row) => row.id)) {
    const file = files.get(id)
    applied.push(foreign(documents, file, settings))
    if (file !== undefined) notices.push(...oddities(documents, file, settings))
  }
  return { exists: true, applied: inOrder(applied), failed: [], notices }
}

function taken({ collection, ttl }: LockSettings): string {
  const until = ttl === undefined ? '' : ` The server frees it ${ttl} s after it was taken.`
  return `${collection} is taken: migrate-mongo or Slipway is at work, or a run was killed.${until} If none runs any more, ${freeing(collection)}`
}

function foreign(rows: readonly ChangelogRow[], file: Migration | undefined, settings: Settings): ForeignMigration {
  const hash = file !== undefined && settings.useFileHash ? hashOf(file, settings) : undefined
  const row = (rows.find(({ fileHash }) => hash !== undefined && fileHash === hash) ?? rows.at(-1)) as ChangelogRow
  return {
    id: row.id,
    ...(row.appliedAt !== undefined && { at: new Date(row.appliedAt).toISOString() }),
    ...(row.migrationBlock !== undefined && { batch: String(row.migrationBlock) }),
    ...(hash !== undefined && { edited: row.fileHash !== hash }),
    raw: rawOf(row),
  }
}

function oddities(rows: readonly ChangelogRow[], file: Migration, { changelog }: Settings): readonly string[] {
  const name = nameOf(file)
  const recorded = [...new Set(rows.map(({ fileName }) => fileName))]
  if (recorded.includes(name)) {
    if (rows.length === 1 || rows.every(({ fileHash }) => fileHash !== undefined)) return []
    return [`${changelog} lists ${name} ${rows.length} times: it was run as often, or by two at once.`]
  }
  return [
    `${changelog} calls ${name} ${recorded.join(' and ')}: the file was renamed since. It is the same migration here; migrate-mongo takes it for a new one and would run it again. slipway repair --accept-edit ${file.id} --why "renamed" writes its new name.`,
  ]
}

function inOrder(applied: readonly ForeignMigration[]): readonly ForeignMigration[] {
  return applied.toSorted((a, b) => ((a.at ?? '') < (b.at ?? '') ? -1 : (a.at ?? '') > (b.at ?? '') ? 1 : 0))
}

/** The file's name alone, as the changelog keeps it. */
export function nameOf({ location }: Migration): string {
  return location.file.slice(location.file.lastIndexOf('/') + 1)
}
