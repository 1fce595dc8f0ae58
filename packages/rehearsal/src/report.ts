import type { Driver, Json, Location, ObjectId, ReversalClass, Sha256, Where } from '@slipway/core'

/** The application's own tests, run between up and down. */
export interface TestCommand {
  readonly command: string | readonly string[]
  /** Starts it with these variables added to its environment, and answers when it has ended. */
  readonly run: (
    command: string | readonly string[],
    env: Readonly<Record<string, string>>,
  ) => Promise<{ readonly code: number; readonly output: string }>
  /** Which variable carries the scratch database's URL. Default: `DATABASE_URL`. */
  readonly variable?: string
}

export interface RehearseOptions {
  /** Ids. Default: everything that is pending on the target. */
  readonly migrations?: readonly string[]
  /** Judges the migrations together only: for fragments that make no sense one by one. Default: each, then all together. */
  readonly batch?: boolean
  readonly test?: TestCommand
  /** Leaves the scratch database, fully migrated, and answers its URL. */
  readonly keep?: boolean
  /** Makes the scratch on a protected target's own server. */
  readonly onTargetServer?: boolean
  /** Makes the scratch here, whatever the config says. */
  readonly driver?: Driver
}

/** A table whose rows were compared, with how many there were before the up. */
export interface ComparedTable {
  readonly table: ObjectId
  readonly rows: number
}

/** A difference that is none: a column's position. */
export interface Cosmetic {
  readonly object: ObjectId
  readonly before: string
  readonly after: string
}

/** What one function of a module sent to the scratch database. */
export interface ProvenCode {
  readonly module: string
  readonly export: string
  /** Of the module's text. */
  readonly checksum: Sha256
  /** Each text once, without the values beside it. */
  readonly statements: readonly string[]
}

/** What a rehearsal showed, bound to what it was shown with. Holds no row and no secret. */
export interface Proof {
  readonly format: 1
  /** Version of this package. */
  readonly tool: string
  /** One, or those judged together, in order. */
  readonly migrations: readonly { readonly id: string; readonly checksum: Sha256; readonly downChecksum?: Sha256 }[]
  /** The reverse that ran: hash over its statements' texts, and where it came from. */
  readonly reverse: { readonly by: 'written' | 'derived' | 'stated' | 'missing'; readonly hash: Sha256 }
  /** Fingerprint of the schema before the up. */
  readonly schema: Sha256
  readonly server: {
    readonly flavor: string
    readonly major: number
    readonly settings: Readonly<Record<string, string>>
  }
  readonly tables: readonly ComparedTable[]
  /** Of the ups that are code. Absent where none is. */
  readonly code?: readonly ProvenCode[]
  /** `none` says that there is no way back; such a proof satisfies nobody. */
  readonly class: ReversalClass
  /** What the class rests on. */
  readonly why: string
  readonly cosmetic: readonly Cosmetic[]
  readonly observed: {
    readonly version: string
    /** Objects in the schema before. */
    readonly objects: number
    readonly tested: boolean
  }
  /** ISO 8601, UTC. The only part that differs between two equal rehearsals. */
  readonly at: string
}

export type FailureOf =
  | 'up-failed'
  | 'test-failed'
  | 'test-changed-schema'
  | 'down-failed'
  /** The object is there again, but not as it was. */
  | 'differs'
  /** The up made it and the down did not take it away. */
  | 'left-behind'
  /** It was there before, and the down did not bring it back. */
  | 'not-restored'
  /** Rows or their content are not what they were. */
  | 'data'
  | 'second-up-failed'
  | 'second-up-differs'

/** One thing that is wrong with a way back, named precisely. */
export interface ProofFailure {
  readonly code: 'SW-PROOF-DIFFERS' | 'SW-PROOF-FAILED'
  readonly of: FailureOf
  /** One, or those judged together. */
  readonly migrations: readonly string[]
  readonly message: string
  readonly object?: ObjectId
  readonly before?: string | null
  readonly after?: string | null
  /** The statement that touches the object, or where it should have stood. */
  readonly at?: Location
  /** A statement that would have been right there. */
  readonly cure?: string
  readonly hint?: string
  /** Judged together with its neighbors, the same migration did return: it is a fragment of theirs. */
  readonly returnsTogether?: true
  readonly details?: { readonly [key: string]: Json }
}

export interface RehearsalReport {
  /** Where the scratch database was. */
  readonly where: Where
  readonly scratch: string
  /** Migrations that were applied first, to get to the state before. */
  readonly replayed: number
  /** In the order in which they were judged; the whole batch comes last. */
  readonly proofs: readonly Proof[]
  readonly failures: readonly ProofFailure[]
  /** Not reached, because an up before them failed. */
  readonly skipped: readonly string[]
  readonly milliseconds: number
  /** With `keep`, and a scratch that can be connected to. */
  readonly url?: string
}
