import type { Location, Sha256 } from './plugin.ts'

/** Accepts a hazard in the file that causes it, with a reason: `-- slipway:allow SW-PG-REWRITE 200 rows`. */
export interface Allowance {
  readonly code: string
  readonly reason: string
  readonly at: Location
}

/** One indivisible instruction in the dialect's own language: SQL, or MongoDB Extended JSON as text. */
export interface Statement {
  readonly text: string
  /** The text as it may be written down, where it holds what must not be: a password. Default: the text. */
  readonly shown?: string
  readonly at?: Location
}

/** Names a function in a module. Plans carry the reference, never a closure, so that a plan stays JSON. */
export interface CodeRef {
  /** Name of the adapter that loads it. */
  readonly adapter: string
  /** Relative to the project, with forward slashes. */
  readonly module: string
  readonly export: string
  /** Of the module's text. */
  readonly checksum: Sha256
}

/** A statement, with the hazards that its author accepts for it. */
export interface StatementStep extends Statement {
  readonly kind: 'statement'
  readonly allow?: readonly Allowance[]
}

/** A function run through a session. Opaque: what it does is known only by running it. */
export interface CodeStep {
  readonly kind: 'code'
  readonly ref: CodeRef
  readonly reverse?: CodeRef
  /** Stated by the author: running it again gives the same state. */
  readonly idempotent?: boolean
  /** Only its own framework can run it: a plan of it is refused in these words, a sentence and the commands that get out. */
  readonly refused?: { readonly why: string; readonly hint: string }
  readonly at?: Location
}

/** A query that must return no rows; a row is a reason to stop. */
export interface AssertStep extends Statement {
  readonly kind: 'assert'
  readonly message: string
}

/** A named point at which a run waits until someone opens it with evidence. */
export interface GateStep {
  readonly kind: 'gate'
  readonly gate: string
  readonly why: string
  readonly at?: Location
}

/** A large data change done in chunks. Needs a StepRunner from a package. */
export interface BackfillStep extends Statement {
  readonly kind: 'backfill'
  readonly options: Readonly<Record<string, string>>
}

/** What an author wrote. The planner lowers it into planned steps. */
export type Step = StatementStep | CodeStep | AssertStep | GateStep | BackfillStep

/**
 * How a migration meets transactions: `auto` lets the planner decide, `never` runs each statement by itself, `always` refuses
 * what cannot, `batch` shares one with all that is pending where each of them says so and can.
 */
export type TransactionMode = 'auto' | 'never' | 'always' | 'batch'

/** One versioned change. */
export interface Migration {
  /** Unique per target. */
  readonly id: string
  readonly title: string
  readonly reason?: string
  /** Stated dependencies only; ties follow load order. */
  readonly after: readonly string[]
  readonly up: readonly Step[]
  /** `undefined`: none was written, reverses are derived · `null`: the author states that it cannot be undone. */
  readonly down: readonly Step[] | null | undefined
  /** Runs again whenever its checksum changes. */
  readonly repeatable: boolean
  readonly phase?: 'expand' | 'migrate' | 'contract'
  readonly tags: readonly string[]
  /** Application deployments that must be live first. Shown; not checked. */
  readonly requires: readonly string[]
  readonly transaction: TransactionMode
  /** Accepted for the whole migration. */
  readonly allow: readonly Allowance[]
  /** SHA-256 over the newline-normalized text of what `up` was read from. */
  readonly checksum: Sha256
  readonly downChecksum?: Sha256
  readonly location: Location
  readonly downLocation?: Location
}
