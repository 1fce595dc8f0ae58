import type { Analysis, Dialect, Driver, NewEntry, Result, Session } from '@slipway/core/plugin'
import type { Specimens } from '../specimens.ts'
import type { FreshTarget, Subject } from '../subject.ts'

/** One database, with what cases do in it. */
export interface Place {
  readonly target: FreshTarget
  readonly driver: Driver
  /** The second driver. Only for cases that need `rivals`. */
  rival(): Driver
  /** A session that is closed when the case ends. Default: of the first driver. */
  connect(driver?: Driver): Promise<Session>
  /** A session of the first driver, for setting up and looking. */
  readonly session: Session
  /** Runs texts one by one, each by itself. */
  run(...texts: readonly string[]): Promise<Result>
  /** Makes a counter and answers its name; `rows` rows. */
  counter(rows: number): Promise<string>
  /** The sum of all `n` of a counter. */
  total(name: string, session?: Session): Promise<number>
  analyze(text: string): Promise<Analysis>
  /** Runs one statement as its analysis says: in a transaction with the entries, or by itself. */
  carryOut(session: Session, text: string, entries?: readonly NewEntry[]): Promise<void>
}

/** What a case gets. The place is shared with other cases; names and the project are its own. */
export interface Bench extends Place {
  readonly subject: Subject
  readonly dialect: Dialect
  readonly specimens: Specimens
  /** A name that no other case of the run uses. */
  readonly project: string
  /** A database of the case's own, dropped when it ends. */
  fresh(): Promise<Place>
  /** Runs when the case ends, however it ends; the last one first. */
  finally(work: () => Promise<unknown>): void
}
