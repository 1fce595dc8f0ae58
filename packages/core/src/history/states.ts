import type { Migration } from '../contract/migration.ts'
import { isPartial, type History, type MigrationHistory } from './history.ts'

/** Exactly one for each id in files ∪ history. */
export type MigrationState =
  | 'applied'
  | 'pending'
  /** Applied, and its file differs now. */
  | 'edited'
  /** Applied, and its file is gone. */
  | 'missing'
  /** Some parts landed. */
  | 'partial'
  /** A statement was sent and its outcome is not recorded. */
  | 'unknown'
  /** Begun and not done, by a run that is under way. */
  | 'running'
  /** Belongs to a run that waits at a gate. */
  | 'waiting'
  /** A repeatable whose file changed since it ran. */
  | 'changed'

/** One migration and its one state. */
export interface MigrationStatus {
  readonly id: string
  readonly title: string
  readonly state: MigrationState
  readonly file: string
  /** Server time of its last part, ISO 8601. */
  readonly at?: string
  readonly by?: string
  readonly batch?: number
  /** `journal`, `baseline`, or the bridge that saw it applied. */
  readonly via?: string
  readonly checksum?: string
}

/** Gives every id in files ∪ history exactly one state: files first, in their order, then what only the history knows. */
export function states(migrations: readonly Migration[], history: History): readonly MigrationStatus[] {
  const claimed = waitingMigrations(history)
  const known = new Set(migrations.map((migration) => migration.id))
  const told = migrations.map((migration) => {
    const past = history.migrations.get(migration.id)
    return describe(
      migration.id,
      migration.title,
      migration.location.file,
      stateOf(migration, past, claimed),
      past,
      migration.checksum,
    )
  })
  for (const past of history.migrations.values()) {
    if (known.has(past.id) || !(past.applied || past.landed.length > 0 || past.open)) continue
    const state = past.open ? 'unknown' : isPartial(past) ? 'partial' : 'missing'
    told.push(describe(past.id, past.record?.title ?? past.id, past.record?.file ?? '', state, past))
  }
  return told
}

/** Migrations that a waiting run has begun or will go on with. */
export function waitingMigrations(history: History): ReadonlySet<string> {
  const claimed = new Set<string>()
  for (const run of history.runs.values()) {
    if (run.status !== 'waiting') continue
    for (const id of run.migrations) {
      const applied = history.migrations.get(id)?.applied ?? false
      if (applied !== (run.direction === 'up')) claimed.add(id)
    }
  }
  return claimed
}

function stateOf(
  migration: Migration,
  past: MigrationHistory | undefined,
  claimed: ReadonlySet<string>,
): MigrationState {
  if (past?.open) return 'unknown'
  if (claimed.has(migration.id)) return 'waiting'
  if (!past) return 'pending'
  if (isPartial(past)) return 'partial'
  if (!past.applied) return 'pending'
  if (past.record?.checksum === migration.checksum) return 'applied'
  return migration.repeatable ? 'changed' : 'edited'
}

function describe(
  id: string,
  title: string,
  file: string,
  state: MigrationState,
  past: MigrationHistory | undefined,
  checksum?: string,
): MigrationStatus {
  // Ten thousand of them: each member that is added costs less than an object that may hold it.
  const told: { -readonly [Key in keyof MigrationStatus]: MigrationStatus[Key] } = { id, title, state, file }
  if (past?.at !== undefined) told.at = past.at
  if (past?.by !== undefined) told.by = past.by
  if (past?.batch !== undefined) told.batch = past.batch
  if (past?.via !== undefined) told.via = past.via
  if (checksum !== undefined) told.checksum = checksum
  return told
}
