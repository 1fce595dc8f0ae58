import type { EntryBody, OutlinedBody, OutlinedEntry } from '../contract/journal.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { entryHash } from './entry-hash.ts'
import type { History, LandedPart, MigrationHistory, RunHistory } from './history.ts'

const nothing: History = {
  entries: [],
  seq: 0,
  hash: '0'.repeat(64),
  batch: 0,
  migrations: new Map(),
  runs: new Map(),
  locks: new Map(),
}

/**
 * Folds a whole journal, or what follows a history. Throws `SW-JOURNAL-BROKEN` when a row is missing, changed or out of
 * order.
 */
export function fold(entries: readonly OutlinedEntry[], before: History = nothing): History {
  const migrations = new Map(before.migrations)
  const runs = new Map(before.runs)
  const locks = new Map(before.locks)
  let { seq, hash, batch } = before
  for (const entry of entries) {
    seq += 1
    if (entry.seq !== seq || entry.prev !== hash) throw broken(entry, seq)
    hash = entryHash(entry)
    const { body } = entry
    if (body.type === 'run-started') batch = Math.max(batch, body.batch)
    foldRun(runs, entry)
    foldMigration(migrations, runs, entry)
    if (body.type === 'foreign-locked') locks.set(body.bridge, body.held)
    if (body.type === 'foreign-unlocked') locks.delete(body.bridge)
  }
  const all = before.entries.length === 0 ? entries : [...before.entries, ...entries]
  return { entries: all, seq, hash, batch, migrations, runs, locks }
}

function foldRun(runs: Map<string, RunHistory>, entry: OutlinedEntry): void {
  const body = entry.body
  if (body.type === 'run-started') {
    const { run, batch, direction, plan, migrations, release } = body
    // A run that goes on with another plan says so again; the gates that were opened for it stay open.
    const { at, by, opened } = runs.get(run) ?? { at: entry.at, by: entry.by, opened: [] }
    runs.set(run, {
      run,
      batch,
      direction,
      plan,
      migrations,
      at,
      by,
      status: 'open',
      opened,
      ...(release && { release }),
    })
    return
  }
  if (!('run' in body)) return
  const run = runs.get(body.run)
  if (!run) return
  if (body.type === 'run-waiting') runs.set(run.run, { ...run, status: 'waiting', gate: body.gate })
  if (body.type === 'gate-opened') runs.set(run.run, { ...run, status: 'open', opened: [...run.opened, body.gate] })
  if (body.type === 'run-ended') runs.set(run.run, { ...run, status: body.status })
}

function foldMigration(
  migrations: Map<string, MigrationHistory>,
  runs: ReadonlyMap<string, RunHistory>,
  entry: OutlinedEntry,
): void {
  const body = entry.body
  const id = migrationOf(body)
  if (id === undefined) return
  const before = migrations.get(id) ?? {
    id,
    applied: false,
    generation: 0,
    landed: [],
    undone: [],
    attempts: 0,
    sent: [],
  }
  migrations.set(id, next(before, body, stampOf(entry, runs)))
}

/** The migration that an entry is about; `undefined` for one about a run. */
export function migrationOf(body: OutlinedBody): string | undefined {
  if ('key' in body) return body.key.migration
  return 'migration' in body ? body.migration : undefined
}

const nothingSent: readonly string[] = []

type Stamp = Pick<MigrationHistory, 'seq' | 'at' | 'by' | 'batch' | 'run'>

function stampOf({ seq, at, by, body }: OutlinedEntry, runs: ReadonlyMap<string, RunHistory>): Stamp {
  if (!('run' in body)) return { seq, at, by }
  const { run } = body
  const batch = runs.get(run)?.batch
  return batch === undefined ? { seq, at, by, run } : { seq, at, by, batch, run }
}

function next(before: MigrationHistory, body: OutlinedBody, stamp: Stamp): MigrationHistory {
  switch (body.type) {
    case 'landed': {
      const rest = before.open || before.owes !== undefined || before.restoredBy ? settledBefore(before) : before
      const { key, checksum, steps, run } = body
      const part: LandedPart = { part: key.part, checksum, ...(steps && { steps }), run }
      const owes = body.owes === undefined ? undefined : { owes: body.owes }
      const settled = { ...rest, ...stamp, ...owes, via: 'journal', attempts: 0, sent: nothingSent }
      if (body.key.direction === 'up') {
        const restarted = body.key.part === 0
        const landed = restarted ? [part] : [...before.landed, part]
        const { completes: record } = body
        const life = record
          ? { applied: true, generation: before.generation + (record.repeatable ? 1 : 0), landed, record }
          : { applied: false, landed }
        if (!restarted || !before.applied) return Object.assign(settled, life)
        return Object.assign(settled, { previous: { ...rest, attempts: 0, sent: nothingSent } }, life)
      }
      return body.completes ? undone(settled, body.run) : { ...settled, undone: [...before.undone, part] }
    }
    case 'reverses':
      return body.key.direction === 'up' ? { ...before, landed: withReverses(before.landed, body) } : before
    case 'intent':
      return { ...before, open: body }
    case 'absent': {
      const { open: _, ...rest } = before
      return { ...rest, attempts: body.attempt + 1, sent: [] }
    }
    case 'owed':
      return { ...before, owes: body.bridge }
    case 'mirrored': {
      const { owes: _, ...rest } = before
      return rest
    }
    case 'sent':
      return { ...before, sent: [...before.sent, body.text] }
    case 'external-applied':
      return {
        ...elsewhere(before),
        ...(stamp.seq !== undefined && { seq: stamp.seq }),
        ...(body.at !== undefined && { at: body.at }),
        record: body.record,
        via: body.bridge,
      }
    case 'baseline':
      return { ...elsewhere(before), ...stamp, record: body.record, via: 'baseline' }
    case 'external-reverted':
      return { ...unstamped(reverted(before)), ...(stamp.seq !== undefined && { seq: stamp.seq }), via: body.bridge }
    case 'repaired':
      if (body.action === 'forget') return { ...reverted(before), ...stamp, via: 'repair' }
      return before.record && body.checksum
        ? { ...before, record: { ...before.record, checksum: body.checksum } }
        : before
    default:
      return before
  }
}

function settledBefore(before: MigrationHistory): MigrationHistory {
  const { open: _open, owes: _owes, restoredBy: _restoredBy, ...rest } = before
  return rest
}

/** What was run again is back in the life before; anything else is not applied. */
function undone(migration: MigrationHistory, run: string): MigrationHistory {
  if (!migration.previous) return reverted(migration)
  return { ...migration.previous, generation: migration.generation + 1, restoredBy: run }
}

/** Applied by somebody else: no batch of ours did it, so no rollback of a batch undoes it. */
function elsewhere(migration: MigrationHistory): MigrationHistory {
  return { ...unstamped(migration), applied: true, landed: [] }
}

/** Who saw what somebody else did, and when, says nothing of who did it, and when. */
function unstamped(migration: MigrationHistory): MigrationHistory {
  const { batch: _batch, run: _run, at: _at, by: _by, ...rest } = migration
  return rest
}

function reverted(migration: MigrationHistory): MigrationHistory {
  const { open: _, previous: __, ...rest } = migration
  return {
    ...rest,
    applied: false,
    generation: migration.generation + 1,
    landed: [],
    undone: [],
    attempts: 0,
    sent: [],
  }
}

function withReverses(
  landed: readonly LandedPart[],
  body: Extract<EntryBody, { type: 'reverses' }>,
): readonly LandedPart[] {
  return landed.map((part) =>
    part.part === body.key.part && part.steps
      ? {
          ...part,
          steps: part.steps.map((step, index) => ({ ...step, reverse: body.reverses[index] ?? step.reverse })),
        }
      : part,
  )
}

function broken(entry: OutlinedEntry, expected: number): SlipwayError {
  const what =
    entry.seq === expected
      ? `entry ${entry.seq} does not follow from the one before it`
      : `entry ${expected} is missing`
  return new SlipwayError('SW-JOURNAL-BROKEN', `The journal of project "${entry.project}" does not add up: ${what}.`, {
    hint: 'Rows of the journal are never changed or deleted by Slipway. Restore the journal from a backup, then run:\n  slipway doctor',
    details: { seq: entry.seq, expected },
  })
}
