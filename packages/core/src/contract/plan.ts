import type { RecordedCode } from './adapter.ts'
import type { Analysis, Hazard, RecoveryClass, ReversalClass, Reverse } from './dialect.ts'
import type { Allowance, Statement, Step } from './migration.ts'
import type { Direction, MigrationRecord } from './journal.ts'
import type { Location, Sha256 } from './plugin.ts'
import type { ObjectId } from './schema.ts'

/** All in milliseconds but `tries`. Zero means that the server sets no limit. */
export interface Timeouts {
  /** How long one statement may queue for a lock in front of others. */
  readonly lock: number
  /** How often a unit is tried before it is given up. */
  readonly tries: number
  /** How long all tries of one unit may take together. */
  readonly retryFor: number
  /** How long to wait for the deploy lock. */
  readonly lease: number
  /** How long the server lets our open transaction sit idle before it ends it. */
  readonly idle: number
  readonly statement: number
  readonly transaction: number
  /** How long CONCURRENTLY and VALIDATE may wait; they take no short lock timeout. */
  readonly concurrently: number
}

/** A step lowered for execution: an open union keyed by runner. */
export interface PlannedStep {
  /** The StepRunner that runs it: `statement`, `code`, `assert`, `gate`, or one that a package brings. */
  readonly runner: string
  readonly step: Step
  readonly analysis?: Analysis
  readonly reverse: Reverse
  readonly hash: Sha256
}

/** Steps of one migration that commit together. */
export interface Part {
  readonly migration: string
  /** Position within the migration, from 0. */
  readonly part: number
  readonly steps: readonly PlannedStep[]
  /** Session settings stated earlier in the migration, replayed before the steps and undone after them. */
  readonly settings: readonly string[]
  /** True when the migration is done once this has landed. */
  readonly completes: boolean
}

/** What commits together. A unit never implies a migration's border: it may hold several, one, or part of one. */
export interface Unit {
  readonly transactional: boolean
  readonly recovery: RecoveryClass
  /** Why it is not one transaction, where it is not. */
  readonly because?: string
  readonly parts: readonly Part[]
}

/** What a plan says of one migration. */
export interface PlannedMigration {
  readonly id: string
  readonly location: Location
  readonly record: MigrationRecord
  readonly reason?: string
  readonly requires: readonly string[]
  readonly allow: readonly Allowance[]
  /** What an undo would give back, and what the claim rests on. */
  readonly reversal: {
    readonly class: ReversalClass
    readonly by: 'written' | 'derived' | 'stated' | 'missing'
    readonly why: string
  }
}

/** Identifies one database beyond its address. */
export interface TargetIdentity {
  readonly dialect: string
  /** The server's own identity, the same from every client. */
  readonly server: string
  readonly database: string
  readonly project: string
}

/** What would run. */
export interface PlanContent {
  readonly direction: Direction
  readonly dialect: string
  readonly migrations: readonly PlannedMigration[]
  readonly units: readonly Unit[]
  readonly timeouts: Timeouts
}

/** Preconditions: a plan whose base no longer holds is stale and is refused. */
export interface PlanBase {
  readonly target: TargetIdentity
  /** Applied migrations relied on, with the checksum each was applied with. Sorted by id. */
  readonly applied: readonly { readonly id: string; readonly checksum: Sha256 }[]
  /** Fingerprint of each object touched or depended on, as first met; `null`: must not exist. */
  readonly objects: Readonly<Record<ObjectId, Sha256 | null>>
  /** Fingerprint of the whole schema, when a step is opaque. */
  readonly schema?: Sha256
  /** What steps rest on of what the server can do, as it was found. Absent where no step does. */
  readonly capabilities?: Readonly<Record<string, 'yes' | 'unknown'>>
}

/** What a code step sends, as far as it was found out, with what is known of each statement. */
export type ObservedCode =
  | {
      readonly by: Exclude<RecordedCode['by'], 'nothing'>
      readonly statements: readonly (Statement & { readonly analysis?: Analysis })[]
    }
  | Extract<RecordedCode, { readonly by: 'nothing' }>

/** Shown, and what hazards are weighed by; observed again when a plan file is applied. Under neither hash. */
export interface PlanObserved {
  readonly server: string
  readonly rows: Readonly<Record<ObjectId, number>>
  readonly bytes: Readonly<Record<ObjectId, number>>
  /** Risks that only the data tell. Absent where there are none. */
  readonly hazards?: readonly (Hazard & { readonly migration: string })[]
  /** What code steps send, by migration, in the order of its code steps. Absent where there are none. */
  readonly code?: Readonly<Record<string, readonly ObservedCode[]>>
}

/** A JSON value: what would run, what it relies on, what was seen. */
export interface Plan {
  readonly format: 1
  readonly content: PlanContent
  readonly base: PlanBase
  readonly observed: PlanObserved
  /** Over content: equal across a fleet. */
  readonly contentHash: Sha256
  /** Over content and base. Shows staleness and edits, not authorship. */
  readonly hash: Sha256
}
