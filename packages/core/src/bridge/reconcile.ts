import type { BridgeConflict, ForeignMigration } from '../contract/bridge.ts'
import type { EntryBody, MigrationRecord } from '../contract/journal.ts'
import type { Migration } from '../contract/migration.ts'
import type { Json } from '../contract/plugin.ts'
import { isPartial, type History, type MigrationHistory } from '../history/history.ts'
import { recordOf } from '../plan/record-of.ts'
import type { Link } from './link.ts'

/** What a framework did that the journal does not say yet, and what the journal says that the framework's table does not. */
export interface Reconciled {
  /** `external-applied` and `external-reverted`: in memory for commands that read, appended under both locks by apply. */
  readonly entries: readonly EntryBody[]
  readonly conflicts: readonly BridgeConflict[]
  /** Migrations whose row is still owed to the framework's table: a crash came between the two writes. */
  readonly owed: readonly string[]
}

/** Of what the framework ran nothing is known but that it was another text than the file's. */
const ANOTHER_TEXT = '0'.repeat(64)

/** What the framework did meanwhile, to the migrations of its own adapter. The foreign table decides whether a migration is applied, the journal how. */
export function reconcile({ bridge, migrations, found }: Link, history: History): Reconciled {
  const { name } = bridge
  const listed = new Set(found.applied.map(({ id }) => id))
  const renamed = new Map(found.applied.flatMap(({ id, formerly }) => (formerly === undefined ? [] : [[formerly, id]])))
  const files = new Map(migrations.map((migration) => [migration.id, migration]))
  const entries: EntryBody[] = []
  const conflicts: BridgeConflict[] = []
  const owed: string[] = []
  for (const row of found.applied) {
    const past = history.migrations.get(row.id)
    const file = files.get(row.id)
    if (past && owes(past, name)) owed.push(row.id)
    else if (past?.applied && !toldAnew(past, file, row)) continue
    else if (past && (past.open || isPartial(past))) conflicts.push(halfway(row.id, name))
    else {
      const record = foreignRecord(row, file)
      const at = row.at === undefined ? {} : { at: row.at }
      entries.push({ type: 'external-applied', bridge: name, migration: row.id, record, ...at, raw: row.raw })
    }
  }
  for (const past of history.migrations.values()) {
    if (listed.has(past.id)) continue
    if (owes(past, name)) owed.push(past.id)
    else if (!past.applied || (!files.has(past.id) && past.via !== name && !renamed.has(past.id))) continue
    else if (!found.exists) conflicts.push(tableGone(past.id, name))
    else if (isPartial(past)) conflicts.push(halfBack(past.id, name))
    else
      entries.push({
        type: 'external-reverted',
        bridge: name,
        migration: past.id,
        raw: nowCalled(renamed.get(past.id)),
      })
  }
  for (const { id, message, hint } of found.failed) conflicts.push({ migration: id, message, hint })
  return { entries, conflicts, owed }
}

/** Whether telling what the framework did takes what is in its files: their way back goes into the journal. */
export function takesFiles({ migrations, found }: Link, history: History): boolean {
  const files = new Map(migrations.map((migration) => [migration.id, migration]))
  return found.applied.some((row) => {
    const past = history.migrations.get(row.id)
    return files.has(row.id) && (!past?.applied || toldAnew(past, files.get(row.id), row))
  })
}

/** Under its new name it is applied, as told beside this. */
const nowCalled = (id: string | undefined): Json => (id === undefined ? null : { renamed: id })

const owes = ({ owes: owed }: MigrationHistory, bridge: string): boolean => owed === bridge

/** The framework ran a repeatable whose text the journal does not know yet, or the text that it ran is the file's again. */
function toldAnew({ record }: MigrationHistory, file: Migration | undefined, row: ForeignMigration): boolean {
  if (file === undefined || row.edited !== false) return false
  return record?.checksum === ANOTHER_TEXT || (file.repeatable && record?.checksum !== file.checksum)
}

function halfway(migration: string, bridge: string): BridgeConflict {
  return {
    migration,
    message: `${bridge} says that it is applied; the journal says that it is partly applied.`,
    hint: `See what took effect:\n  slipway doctor\nIf ${bridge} ran it to its end, let the journal forget its part; the table then decides:\n  slipway repair --forget ${migration} --why "${bridge} applied it"`,
  }
}

function halfBack(migration: string, bridge: string): BridgeConflict {
  return {
    migration,
    message: `${bridge} does not list it; the journal says that its rollback stopped halfway.`,
    hint: `See what is left of it:\n  slipway doctor\nIf ${bridge} undid the rest:\n  slipway repair --forget ${migration} --why "${bridge} rolled it back"`,
  }
}

function tableGone(migration: string, bridge: string): BridgeConflict {
  return {
    migration,
    message: `The journal says that it is applied, and the history table of ${bridge} is not there at all.`,
    hint: `Check that the connection and the table's name are right. If the table alone is gone, let it be written from the journal:\n  slipway adopt\nIf what it listed is gone with it (flyway clean), say so of every migration at once:\n  slipway repair --forget ${migration} --forget … --why "the schema was emptied"`,
  }
}

function foreignRecord(row: ForeignMigration, file: Migration | undefined): MigrationRecord {
  if (!file) return { title: row.id, checksum: '', repeatable: false, after: [], reversal: 'none', file: '' }
  const record = recordOf(file, 'none')
  return row.edited === true ? { ...record, checksum: ANOTHER_TEXT } : record
}
