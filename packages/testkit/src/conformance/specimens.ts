import type { Analysis, Json, ObjectId, RecoveryClass, ReversalClass } from '@slipway/core/plugin'

/** A script and the statements that it holds. */
export interface SplitCase {
  readonly name: string
  readonly script: string
  /** `line:column text` of each statement, 1-based, columns in characters. */
  readonly statements: readonly string[]
}

/** A script that cannot be cut, and where it says so. */
export interface SplitError {
  readonly name: string
  readonly script: string
  readonly code: 'SW-SYNTAX' | 'SW-CLIENT-COMMAND'
  readonly line: number
  readonly column?: number
}

/** A statement and what must be known of it. Properties that are not named are not compared. */
export interface AnalyzeCase {
  readonly text: string
  readonly expect: Partial<
    Pick<
      Analysis,
      | 'verb'
      | 'objects'
      | 'rewrite'
      | 'scan'
      | 'transaction'
      | 'control'
      | 'recovery'
      | 'data'
      | 'opaque'
      | 'scope'
      | 'setting'
    >
  > & {
    /** Codes of all its hazards, sorted. */
    readonly hazards?: readonly string[]
    readonly reverse?: Analysis['reverse']['kind']
  }
}

/** A statement that brings a state about; `fails` where the server must refuse it and leaves something by that. */
export type Making = string | { readonly fails: string }

/** A change of the schema, with all that is claimed of it. Names in it are its own: no two specimens share one. */
export interface DdlSpecimen {
  /** Kebab case: `add-column`. */
  readonly id: string
  /** What must be there first. */
  readonly before: readonly string[]
  readonly text: string
  readonly verb: string
  readonly transaction: Analysis['transaction']
  readonly recovery: RecoveryClass
  /** What an undo gives back; `none` where it cannot be undone alone. */
  readonly reversal: ReversalClass
  /** Objects whose definition differs afterwards. Others may differ too. */
  readonly changes: readonly ObjectId[]
  /**
   * Of a `probed` one: how an interruption can leave it half done, run after `before` in place of the statement. Where the
   * server does it whole or not at all, why.
   */
  readonly partial?:
    | { readonly make: readonly Making[]; readonly outcome: 'partial' | 'unknown' }
    | { readonly impossible: string }
  /** Of a `probed` one: a statement that makes it wait while it is in another session's open transaction. */
  readonly held?: string
}

/** How names behave in this language. */
export interface IdentifierRules {
  /** The longest name that is kept whole; where there is no limit, one longer than anybody's. */
  readonly longest: number
  readonly unit: 'bytes' | 'characters'
  /** What becomes of a longer one. */
  readonly longer: 'refused' | 'cut' | 'kept'
  /** Words that cannot be names without quotes; some are enough. */
  readonly reserved: readonly string[]
  /** Whether `Name` and `name`, both quoted, are two tables or one. */
  readonly cases: 'distinct' | 'same'
  /** Those of `oddNames` that the server refuses. */
  readonly refused: readonly string[]
  /** Those of `oddNames` that the server takes and changes without a word. */
  readonly changed?: readonly string[]
}

/**
 * Texts in the dialect's own language. A *counter* is a table or collection with a key `id` and a number `n`. Every text is
 * one statement.
 */
export interface Specimens {
  readonly split: readonly SplitCase[]
  readonly splitErrors: readonly SplitError[]
  readonly analyze: readonly AnalyzeCase[]
  readonly ddl: readonly DdlSpecimen[]
  readonly identifiers: IdentifierRules

  /** Makes a counter with the rows `id` 1 to `rows`, each with `n` equal to its `id`. */
  counter(name: string, rows: number): readonly string[]
  /** The counter's own id in `inspect()`, `countRows` and `contentChecksums`. */
  object(name: string): ObjectId
  /** Adds 1 to the `n` of every row. */
  increment(name: string): string
  /** Adds a row; its `n` is its `id`. */
  add(name: string, id: number): string
  /** Answers one row with the sum of all `n` as `total`. */
  total(name: string): string
  /** Removes the counter. */
  drop(name: string): string
  /** Runs for about so many milliseconds on the server and changes nothing. */
  slow(milliseconds: number): string
  /** The same, and adds 1 to the `n` of the row with `id` 1, once, at its end or when it is done. */
  slowIncrement(name: string, milliseconds: number): string
  /** A well-formed statement that the server refuses and that changes nothing: it names what does not exist. */
  readonly failing: string
  /** Adds one row with this `id` by a text of at least so many bytes. */
  huge(name: string, id: number, bytes: number): string

  /** A statement that waits while another, in an open transaction of another session, holds what it needs. */
  readonly lock?: { hold(name: string): string; waits(name: string): string }
  /** A statement that sets session state, and one that shows it in its only row. */
  readonly setting?: { readonly set: string; readonly show: string }
  /** A statement with parameters, and the rows that it answers. */
  readonly parameters?: {
    readonly text: string
    readonly params: readonly Json[]
    readonly rows: readonly Readonly<Record<string, unknown>>[]
  }
  /**
   * What becomes of an append to a journal that nobody prepared: `refused` unless stated. `accepted` where a store comes to
   * be with what is first written to it.
   */
  readonly unprepared?: 'refused' | 'accepted'
  /** Statements of which the last fails because of a row that holds `value`: what the error says must not hold it. */
  canary?(name: string, value: string): readonly string[]
}

/** Names that a table or collection is given in turn. */
export const oddNames: readonly string[] = [
  'Mixed Case',
  'größe_訂單',
  'emoji😀',
  "it's",
  'say "hi"',
  'back`tick',
  'back\\slash',
  'semi;colon',
  'dash--dash',
  'slash/*star*/',
  'percent%s',
  'dot.ted',
  'question?mark',
  'dollar$1',
  '1digit',
  'line\nbreak',
]
