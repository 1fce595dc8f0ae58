import type { FailureKind, Migration, NewEntry, SessionIdentity } from '@slipway/core/plugin'

/** A point of a run at which a child says so and goes no further, or goes on at once. */
export interface Point {
  readonly call: 'execute' | 'append' | 'transaction'
  /** All found in the text of the statement, its marker included, or in the entries as JSON. */
  readonly match: readonly string[]
  /** `during`: it says so and goes on, so that it can be struck in the middle. */
  readonly when: 'before' | 'during' | 'after'
}

/** What a child is to do, in a process of its own. */
export type Work =
  /** Holds the deploy lock and, told to go on, appends under its token. */
  | { readonly kind: 'hold'; readonly project: string; readonly entry: NewEntry }
  /** Tries for the deploy lock, so many milliseconds. */
  | { readonly kind: 'try'; readonly project: string; readonly patience: number }
  /** Runs one statement outside of a transaction. */
  | { readonly kind: 'execute'; readonly text: string }
  /** Runs texts in a transaction with entries and, where it says so, stands still before its end. */
  | {
      readonly kind: 'transaction'
      readonly texts: readonly string[]
      readonly entries: readonly NewEntry[]
      readonly stand: boolean
    }
  /** Applies migrations up to a point. */
  | {
      readonly kind: 'apply'
      readonly project: string
      readonly migrations: readonly Migration[]
      readonly point: Point
    }

/** An order, and with which driver. */
export interface Order {
  /** URL of the module that exports `openDriver`. */
  readonly module: string
  readonly url: string
  /** Milliseconds by which the clocks of the child are wrong. */
  readonly clock: number
  /** The lie that the driver is to tell. */
  readonly mutant?: string
  readonly work: Work
}

/** What a child says. */
export type Message =
  | { readonly says: 'ready' }
  | { readonly says: 'held'; readonly token: number; readonly identity: SessionIdentity | undefined }
  | { readonly says: 'reached'; readonly identity: SessionIdentity | undefined }
  | { readonly says: 'done' }
  | { readonly says: 'failed'; readonly code: string; readonly kind: FailureKind | undefined; readonly message: string }
