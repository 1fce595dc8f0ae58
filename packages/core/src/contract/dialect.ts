import type { Statement } from './migration.ts'
import type { Location } from './plugin.ts'
import type { ObjectId, Schema } from './schema.ts'

/** What is known of a server: observed by the driver, or stated in config for offline work. */
export interface ServerFacts {
  /** `postgres`, `pglite`, `mysql`, `mariadb`, `mongodb`. */
  readonly flavor: string
  /** As people write it: `16.14`. */
  readonly version: string
  /** Comparable: 160014. */
  readonly versionNumber: number
  /** Only a proved primary is ever written to or decided on. */
  readonly topology: 'primary' | 'replica' | 'standalone'
  /** True when sessions are shared behind our back (a transaction-mode pooler). */
  readonly pooled: boolean
  readonly settings: Readonly<Record<string, string>>
  /**
   * What the server can do, by name (`transactions`, `validators`), probed by its effect and not read off a version.
   * `unknown`: it could not be tried. Absent where a dialect needs no such answer.
   */
  readonly capabilities?: Readonly<Record<string, 'yes' | 'no' | 'unknown'>>
}

/**
 * How a unit recovers from an interruption:
 * `atomic` effect and journal row commit together · `probed` a catalog predicate tells · `repeatable` running again gives the
 * same state · `unknowable` nobody can tell, so it is never re-run and never assumed done.
 */
export type RecoveryClass = 'atomic' | 'probed' | 'repeatable' | 'unknowable'

/**
 * What an undo gives back: `exact` schema and data · `preserved` destroyed data was kept aside and returns ·
 * `schema-only` rows lose data · `none`. Claimed in a plan, proved by rehearsal.
 */
export type ReversalClass = 'exact' | 'preserved' | 'schema-only' | 'none'

/** How one step is undone. Missing knowledge is a value, never a guess. */
export type Reverse =
  | { readonly kind: 'statements'; readonly statements: readonly string[]; readonly class: ReversalClass }
  /** Derived by `Dialect.reverse` from the definitions inspected just before the step. */
  | { readonly kind: 'at-apply' }
  /** Leaves nothing behind that would need undoing. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'impossible'; readonly reason: string }

/** A coded risk. `stop` refuses apply until accepted; `inform` is shown. */
export interface Hazard {
  readonly code: string
  readonly severity: 'stop' | 'inform'
  readonly message: string
  readonly object?: ObjectId
  readonly at?: Location
}

/** What a statement does to one object. */
export interface ObjectEffect {
  readonly id: ObjectId
  readonly effect: 'create' | 'alter' | 'drop' | 'rename' | 'read' | 'write'
  /** The new name, of a rename. */
  readonly to?: ObjectId
}

/** A lock that a statement takes, and whom it makes wait. */
export interface Lock {
  readonly object: ObjectId
  /** The server's own word: `ACCESS EXCLUSIVE`. */
  readonly mode: string
  readonly blocks: 'nothing' | 'writes' | 'all'
}

/** All that the planner knows of a statement. */
export interface Analysis {
  /** The statement's kind in lower case: `create index`, `alter table`, `update`. */
  readonly verb: string
  readonly objects: readonly ObjectEffect[]
  readonly locks: readonly Lock[]
  /** The whole table is written anew under the lock. */
  readonly rewrite: boolean
  /** The whole table is read under the lock. */
  readonly scan: boolean
  /** `inside` may share a transaction · `own` needs a transaction of its own · `outside` cannot run in one. */
  readonly transaction: 'inside' | 'own' | 'outside'
  /** BEGIN, COMMIT and the like: the planner turns them into unit borders and does not send them. */
  readonly control?: 'begin' | 'commit' | 'rollback'
  /** SET of session state: replayed at the head of the migration's later units, undone after each. */
  readonly setting?: { readonly name: string; readonly local: boolean }
  readonly recovery: RecoveryClass
  /** What it does to rows. */
  readonly data: 'none' | 'reads' | 'adds' | 'changes' | 'destroys'
  /** Names of server capabilities that it rests on. One that the server lacks fails the plan; the plan keeps the others. */
  readonly needs?: readonly string[]
  /** True when what it touches cannot be told from its text (DO, CALL, code). */
  readonly opaque: boolean
  /** `wider` reaches beyond the database (roles, other databases, ALTER SYSTEM): never run in a rehearsal. */
  readonly scope: 'database' | 'wider'
  readonly hazards: readonly Hazard[]
  readonly reverse: Reverse
  /** Author-written IF [NOT] EXISTS, compared with the schema where one was given. */
  readonly guard?: Guard
}

/** What an IF [NOT] EXISTS comes to. */
export interface Guard {
  readonly object: ObjectId
  readonly form: 'if-exists' | 'if-not-exists'
  /** `runs` it will take effect · `noop` what it would make is there, equal · `differs` · `unsure` it is there, not comparable · `unknown` no schema was given. */
  readonly verdict: 'runs' | 'noop' | 'differs' | 'unsure' | 'unknown'
  /** What differs, as people read it. */
  readonly differences: readonly string[]
}

/** What an analysis may rest on. */
export interface AnalysisContext {
  readonly server: ServerFacts
  /** The schema before this statement, where known. Objects made by `preceding` are not in it. */
  readonly schema?: Schema
  /** Analyses of the statements planned before this one, oldest first. */
  readonly preceding: readonly Analysis[]
}

/** What a probe found. A remedy is run statement by statement; afterwards the step is either landed or run again. */
export interface Probe {
  readonly outcome: 'landed' | 'absent' | 'partial' | 'unknown'
  readonly reason: string
  readonly remedy?: { readonly statements: readonly string[]; readonly then: 'landed' | 'rerun' }
}

/** Definitions of some objects at one moment; `null` says that it does not exist. */
export type Definitions = Readonly<Record<ObjectId, string | null>>

/** An object that is there and not in working order. */
export interface Ailment {
  readonly object: ObjectId
  readonly message: string
  /** What a person may do about it; Slipway does not touch what is not its own. */
  readonly cure: string
}

/** The pure half of a database: everything the planner needs, without a connection. */
export interface Dialect {
  readonly name: string
  /**
   * Loads the grammar, where `Driver.dialect` was told to leave that for later: `split`, `analyze`, `reverse`, `probed` and
   * `probe` throw until it has.
   */
  load?(): Promise<void>
  /** Cuts a script into statements. Throws `SW-SYNTAX` or `SW-CLIENT-COMMAND` with line and column. */
  split(script: string, file: string): readonly Statement[]
  analyze(statement: Statement, context: AnalysisContext): Analysis
  /** Derives how to undo a statement from the schema just before it. Never answers `at-apply`. */
  reverse(statement: Statement, before: Schema): Reverse
  /** The objects that `reverse` takes from the schema. Default: all that the statement is about, and what hangs on them. */
  reversedFrom?(statement: Statement): readonly ObjectId[] | undefined
  /** Objects whose definitions an intent must keep, so that `probe` can tell later. */
  probed(statement: Statement): readonly ObjectId[]
  /** Tells from the definitions before and now whether an interrupted statement took effect. */
  probe(statement: Statement, before: Definitions, now: Definitions): Probe
  /** Objects that are there and not in working order, such as an INVALID index. */
  ailments(schema: Schema): readonly Ailment[]
  /** Adds a comment that names the unit, so that the server's own views and log show whose statement it is. */
  mark(text: string, marker: string): string
  /** Quotes one identifier where it needs it. */
  quote(identifier: string): string
}
