import type { BridgeConflict, ForeignHistory } from '../contract/bridge.ts'
import type { EntryBody, MigrationRecord } from '../contract/journal.ts'
import type { Migration } from '../contract/migration.ts'
import { isPartial, type History } from './history.ts'

/** What a framework did that the journal does not say yet. */
export interface Reconciled {
  /** `external-applied` and `external-reverted`: in memory for commands that read, appended under both locks by apply. */
  readonly entries: readonly EntryBody[]
  readonly conflicts: readonly BridgeConflict[]
}

/** What the framework did meanwhile, to the migrations of its own adapter. The foreign table decides whether a migration is applied, the journal how. */
export function reconcile(
  bridge: string,
  history: History,
  foreign: ForeignHistory,
  migrations: readonly Migration[],
): Reconciled {
  const applied = new Set(foreign.applied)
  const files = new Map(migrations.map((migration) => [migration.id, migration]))
  const entries: EntryBody[] = []
  const conflicts: BridgeConflict[] = []
  for (const id of foreign.applied) {
    const past = history.migrations.get(id)
    if (past?.applied) continue
    if (past && (past.open || isPartial(past))) {
      conflicts.push({
        migration: id,
        message: `${bridge} says that it is applied; the journal says that it is partly applied.`,
      })
      continue
    }
    entries.push({
      type: 'external-applied',
      bridge,
      migration: id,
      record: foreignRecord(id, files.get(id)),
      raw: null,
    })
  }
  for (const past of history.migrations.values()) {
    if (!past.applied || applied.has(past.id)) continue
    if (!files.has(past.id) && past.via !== bridge) continue
    if (isPartial(past))
      conflicts.push({
        migration: past.id,
        message: `${bridge} does not list it; the journal says that its rollback stopped halfway.`,
      })
    else entries.push({ type: 'external-reverted', bridge, migration: past.id, raw: null })
  }
  for (const id of foreign.failed) conflicts.push({ migration: id, message: `${bridge} records it as failed.` })
  return { entries, conflicts }
}

function foreignRecord(id: string, migration: Migration | undefined): MigrationRecord {
  return {
    title: migration?.title ?? id,
    checksum: migration?.checksum ?? '',
    repeatable: migration?.repeatable ?? false,
    after: migration?.after ?? [],
    reversal: 'none',
    file: migration?.location.file ?? '',
  }
}
