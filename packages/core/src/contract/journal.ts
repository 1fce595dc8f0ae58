import type { Json, Sha256 } from './plugin.ts'
import type { Definitions, RecoveryClass, ReversalClass, Reverse } from './dialect.ts'
import type { ReleaseEntry, ReleaseMark } from './release.ts'

/** Towards the newest schema, or back. */
export type Direction = 'up' | 'down'

/** Names one part of one migration in one life of it. Unique in the journal: the server refuses a second one. */
export interface UnitKey {
  readonly migration: string
  readonly direction: Direction
  /** How often the migration had been applied and rolled back before. */
  readonly generation: number
  /** Position of the part within the migration, from 0. */
  readonly part: number
}

/** What is kept of a landed step, so that rollback works when files are edited or gone. */
export interface LandedStep {
  readonly runner: string
  /** The text that ran, or the reference of the code that did. */
  readonly text: string
  readonly hash: Sha256
  readonly reverse: Reverse
}

/** Identifies a server session beyond doubt: a process id is reused, its start time is not. */
export interface SessionIdentity {
  readonly id: string
  readonly startedAt: string
  /** Who was logged in, where the server shows a session to its own user and to few others. */
  readonly user?: string
}

/** Kept with the last part of a migration: all that status, verify and rollback need without its file. */
export interface MigrationRecord {
  readonly title: string
  readonly checksum: Sha256
  readonly repeatable: boolean
  readonly after: readonly string[]
  /** The author's down at the time, as statements; `null` states that there is none on purpose. */
  readonly down?: readonly string[] | null
  readonly reversal: ReversalClass
  readonly file: string
}

/** What an entry says. */
export type EntryBody =
  | ReleaseEntry
  | {
      readonly type: 'run-started'
      readonly run: string
      readonly batch: number
      readonly direction: Direction
      /** Hash of the plan, which is kept beside the journal until the run ends. */
      readonly plan: Sha256
      readonly migrations: readonly string[]
      readonly allowed: readonly { readonly code: string; readonly reason: string }[]
      /** Of a run that belongs to a release over several stores. */
      readonly release?: ReleaseMark
    }
  | {
      /** A part took effect. Of a transactional unit this row commits together with the effect. */
      readonly type: 'landed'
      readonly run: string
      readonly key: UnitKey
      /** Of the migration's file as it was, so that an edit between two parts is seen. */
      readonly checksum: Sha256
      readonly steps: readonly LandedStep[]
      /** Present on the part that completes the migration. */
      readonly completes?: MigrationRecord
      readonly how: 'committed' | 'answered' | 'probed' | 'declared'
      readonly note?: string
      /** The bridge whose table is written after this entry, where the server has no transaction for both; `mirrored` says that it was. */
      readonly owes?: string
    }
  | {
      /** Written before a statement that cannot share a transaction with its journal row. */
      readonly type: 'intent'
      readonly run: string
      readonly key: UnitKey
      readonly attempt: number
      readonly checksum: Sha256
      readonly step: LandedStep
      readonly recovery: RecoveryClass
      readonly completes?: MigrationRecord
      /** Absent where one process alone can have the database open. */
      readonly session?: SessionIdentity
      readonly before: Definitions
      readonly marker: string
    }
  | {
      /** The intent's statement did not take effect (or was cleaned up), so it may run again. */
      readonly type: 'absent'
      readonly run: string
      readonly key: UnitKey
      readonly attempt: number
      readonly how: 'answered' | 'probed' | 'declared'
      readonly note?: string
    }
  | {
      /** Reverses derived while a transactional part ran; commits together with its `landed`. */
      readonly type: 'reverses'
      readonly run: string
      readonly key: UnitKey
      readonly reverses: readonly Reverse[]
    }
  | { readonly type: 'sent'; readonly run: string; readonly key: UnitKey; readonly text: string }
  | { readonly type: 'run-waiting'; readonly run: string; readonly gate: string }
  | { readonly type: 'gate-opened'; readonly run: string; readonly gate: string; readonly evidence: string }
  | {
      readonly type: 'run-ended'
      readonly run: string
      readonly status: 'applied' | 'reverted' | 'failed' | 'abandoned'
      readonly milliseconds: number
      readonly error?: { readonly code: string; readonly message: string; readonly migration?: string }
    }
  | {
      readonly type: 'external-applied'
      readonly bridge: string
      /** When, as the framework's table has it. The entry's own time is when that was seen. */
      readonly at?: string
      readonly migration: string
      readonly record: MigrationRecord
      readonly raw: Json
    }
  | { readonly type: 'external-reverted'; readonly bridge: string; readonly migration: string; readonly raw: Json }
  | {
      /** The framework's table, about to be made, gets this migration's row next; `mirrored` says that it did. */
      readonly type: 'owed'
      readonly bridge: string
      readonly migration: string
    }
  | { readonly type: 'mirrored'; readonly bridge: string; readonly migration: string }
  | {
      /** The framework's lock is a row and was taken by us, in the transaction of this entry. */
      readonly type: 'foreign-locked'
      readonly bridge: string
      /** Identifies that very holding. */
      readonly held: Json
    }
  | { readonly type: 'foreign-unlocked'; readonly bridge: string; readonly how: 'released' | 'gone' }
  | { readonly type: 'baseline'; readonly migration: string; readonly record: MigrationRecord; readonly why: string }
  | {
      readonly type: 'repaired'
      readonly migration: string
      readonly action: 'accept-edit' | 'forget'
      readonly checksum?: Sha256
      readonly why: string
    }

/** One immutable row of the journal. */
export interface Entry {
  readonly v: 1
  /** Dense, from 1, per project. */
  readonly seq: number
  /** Hash of the entry before; of 64 zeros for the first. */
  readonly prev: Sha256
  readonly project: string
  /** By the server's clock, ISO 8601 in UTC. Not under the hash. */
  readonly at: string
  /** Who wrote it: `user@host`. */
  readonly by: string
  readonly body: EntryBody
}

/** What an entry says, where the steps of a part that completes its migration may be left out. */
export type OutlinedBody =
  | Exclude<EntryBody, { readonly type: 'landed' }>
  | (Omit<Extract<EntryBody, { readonly type: 'landed' }>, 'steps'> & { readonly steps?: readonly LandedStep[] })

/** An entry as far as states of migrations rest on it. A whole one is one too. */
export interface OutlinedEntry extends Omit<Entry, 'body'> {
  readonly body: OutlinedBody
  /** Its own hash, found by the server over the whole of what it keeps. Only then is anything left out. */
  readonly hash?: Sha256
}

/** An entry before the server has stamped it. */
export type NewEntry = Omit<Entry, 'at'>
