import type { Dialect, Driver } from '@slipway/core/plugin'
import type { Specimens } from './specimens.ts'

/** An empty database of the driver under test. */
export interface FreshTarget {
  readonly driver: Driver
  /**
   * Another driver over the same database that shares nothing with the first but the server, as a second process would
   * have it. Absent where one process alone can have the database open.
   */
  readonly secondDriver?: Driver
  /** What {@link Subject.module} makes a driver from, in another process. */
  readonly url?: string
  /** Where the server listens, for the cases that cut connections. Absent where there is no connection to cut. */
  readonly tcp?: {
    readonly host: string
    readonly port: number
    /** A driver over the same database that reaches the server through this port on 127.0.0.1, and through no other. */
    at(port: number): Driver
  }
  /** Ends every session in the database and removes it. */
  drop(): Promise<void>
}

/** What a driver claims. A claim is proved; what is not claimed is shown as not applicable, never as passed. */
export interface Claims {
  /** A data change and its journal entry commit together, or neither does. */
  readonly transactions: boolean
  /** Sessions of other processes can be in the database at the same time. Needs {@link FreshTarget.secondDriver}. */
  readonly rivals: boolean
  /** The server tells sessions apart, and whether one lives. Needs {@link FreshTarget.secondDriver}. */
  readonly sessions: boolean
  /** The server ends sessions of other processes when it is told to, so that a broken lock leaves no holder behind. */
  readonly evicts: boolean
  /** An aborted signal ends the statement on the server. */
  readonly cancel: boolean
  /** The server itself ends a statement at `timeouts.statement`. */
  readonly statementTimeout: boolean
  /** The server itself ends a wait at `timeouts.lock`. Needs {@link Specimens.lock}. */
  readonly lockTimeout: boolean
}

/**
 * All that the suite needs of a driver. Its author writes one, in a module of its own:
 *
 * @example
 * export const openDriver = (url: string): Driver => acme({ url })
 * export const subject: Subject = { name: 'acme 7', module: import.meta.url, fresh, claims, specimens }
 */
export interface Subject {
  /** Heads its column in the capability matrix: `PostgreSQL 16`. */
  readonly name: string
  /**
   * URL of a module that exports `openDriver(url: string): Driver`. Child processes import it, to be killed, stopped and
   * given a wrong clock. Absent where another process cannot open the database: those cases are then not applicable.
   */
  readonly module?: string
  readonly claims: Claims
  /** Makes an empty database. Called several times in a run; each is dropped. */
  fresh(): Promise<FreshTarget>
  /** Texts in the dialect's own language. Identifiers in them are quoted by `dialect.quote`, which is tested by that. */
  specimens(dialect: Dialect): Specimens
}

/** What {@link Subject.module} exports. */
export interface SubjectModule {
  openDriver(url: string): Driver
}
