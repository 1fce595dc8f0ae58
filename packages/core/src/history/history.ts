import type { Direction, EntryBody, LandedStep, MigrationRecord, OutlinedEntry, UnitKey } from '../contract/journal.ts'
import type { Json, Sha256 } from '../contract/plugin.ts'
import type { ReleaseMark } from '../contract/release.ts'
import { SlipwayError } from '../errors/slipway-error.ts'

export type Intent = Extract<EntryBody, { type: 'intent' }>

/** A part that took effect, with what would undo it. */
export interface LandedPart {
  readonly part: number
  readonly checksum: Sha256
  /** Absent where only an outline of the journal was read and the part completed its migration. */
  readonly steps?: readonly LandedStep[]
  readonly run: string
}

/** The steps of a part, for who read the whole journal, or of a migration that is halfway. */
export function stepsOf({ part, steps }: LandedPart): readonly LandedStep[] {
  if (steps) return steps
  throw new SlipwayError('SW-INTERNAL', `The steps of part ${part} are asked for, and only an outline was read.`)
}

/** What the journal says of one migration. */
export interface MigrationHistory {
  readonly id: string
  readonly applied: boolean
  /** How many lives it has had: the next part is written under this generation. */
  readonly generation: number
  readonly record?: MigrationRecord
  /** Parts of the present life that landed, in order. */
  readonly landed: readonly LandedPart[]
  /** Parts of an unfinished rollback that landed, in order. */
  readonly undone: readonly LandedPart[]
  /** A statement that was sent and whose outcome is not recorded. */
  readonly open?: Intent
  /** Failed attempts of the part that comes next. */
  readonly attempts: number
  /** What a code step sent outside a transaction before it was interrupted. */
  readonly sent: readonly string[]
  /** Of the entry that last changed it: migrations were applied in this order. */
  readonly seq?: number
  readonly at?: string
  readonly by?: string
  readonly batch?: number
  readonly run?: string
  /** `journal`, `baseline`, or a bridge's name. */
  readonly via?: string
  /** Of a repeatable that ran again: what it was before, and is again when the later run is rolled back. */
  readonly previous?: MigrationHistory
  /** A bridge whose table is still to be written: the server has no transaction for it and the journal. */
  readonly owes?: string
  /** The rollback that brought the previous life back. */
  readonly restoredBy?: string
}

export interface RunHistory {
  readonly run: string
  readonly batch: number
  readonly direction: Direction
  /** Hash of the plan that it was begun with. */
  readonly plan: Sha256
  readonly migrations: readonly string[]
  readonly at: string
  readonly by: string
  readonly status: 'open' | 'waiting' | 'applied' | 'reverted' | 'failed' | 'abandoned'
  readonly gate?: string
  /** Gates opened for this run. */
  readonly opened: readonly string[]
  /** The release over several stores that it belongs to. */
  readonly release?: ReleaseMark
}

/** What a journal folds to. */
export interface History {
  readonly entries: readonly OutlinedEntry[]
  readonly seq: number
  /** Hash of the last entry: the next one's `prev`. */
  readonly hash: Sha256
  readonly batch: number
  readonly migrations: ReadonlyMap<string, MigrationHistory>
  readonly runs: ReadonlyMap<string, RunHistory>
  /** Locks of frameworks that are rows, taken by us and not freed: which holding, by bridge. */
  readonly locks: ReadonlyMap<string, Json>
}

/** True when some but not all of a migration took effect, in either direction. */
export function isPartial(migration: MigrationHistory): boolean {
  return migration.applied ? migration.undone.length > 0 : migration.landed.length > 0
}

/** True when a run began and neither ended nor was given up. */
export function isOpenRun({ status }: RunHistory): boolean {
  return status === 'open' || status === 'waiting'
}

/** True when this run took a life of it back: its only one, or a repeatable's last. */
export function isUndoneBy(migration: MigrationHistory, run: string): boolean {
  if (migration.run !== run) return migration.restoredBy === run
  return !migration.applied && migration.landed.length === 0
}

/** The key under which a part of a migration's present life is journalled. */
export function unitKey(
  migration: MigrationHistory | undefined,
  id: string,
  direction: Direction,
  part: number,
): UnitKey {
  return { migration: id, direction, generation: migration?.generation ?? 0, part }
}
