import type { Dialect } from './dialect.ts'
import type { Peer, Session } from './driver.ts'
import type { Direction, MigrationRecord } from './journal.ts'
import type { Migration } from './migration.ts'
import type { Json } from './plugin.ts'
import type { ObjectId } from './schema.ts'

/** One migration as the framework's own table has it. */
export interface ForeignMigration {
  /** The id that the adapter gives, or would give, its file. */
  readonly id: string
  /** What the table calls it, where its file has another name by now: the journal's entry of that name is this one's. */
  readonly formerly?: string
  /** ISO 8601, where the table keeps it. */
  readonly at?: string
  /** What the framework calls the group it was applied with. */
  readonly batch?: string
  /** The file is no longer the one that the framework ran. */
  readonly edited?: boolean
  /** The row, for the journal: no secret stands in it. */
  readonly raw: Json
}

/** A migration that the framework calls neither applied nor pending. */
export interface ForeignFailure {
  readonly id: string
  /** What the framework recorded, as one sentence. */
  readonly message: string
  /** Commands that get out of it, a line each. */
  readonly hint: string
}

/** What a framework's own history table says. */
export interface ForeignHistory {
  /** Whether the table is there. Reading never creates it. */
  readonly exists: boolean
  /** In the order in which they were applied. */
  readonly applied: readonly ForeignMigration[]
  readonly failed: readonly ForeignFailure[]
  /** Oddities that a person should know of, a sentence each. */
  readonly notices: readonly string[]
}

/** A difference that nobody can decide but a person. */
export interface BridgeConflict {
  readonly migration: string
  readonly message: string
  /** Commands that get out of it, a line each. */
  readonly hint?: string
}

/** What a bridge works with. */
export interface BridgeContext {
  /** Within `write`, the session of the transaction that the journal's own entry is part of. */
  readonly session: Session
  readonly dialect: Dialect
  /** All that the bridge's adapter loaded. */
  readonly migrations: readonly Migration[]
}

/** One migration whose state has changed. */
export interface BridgeChange {
  readonly direction: Direction
  readonly migration: string
  /** Absent where the file is gone. */
  readonly file?: Migration
  readonly record: MigrationRecord
  /** False where a person states it (`baseline`, `repair`), or where rows are written back: nothing ran now. */
  readonly ran: boolean
  /** What the same run changed before it in the same direction, oldest first: a framework with batches puts them into one. */
  readonly together: readonly string[]
  /** Milliseconds that it took. */
  readonly milliseconds: number
}

/**
 * The framework's own lock, so that both tools never work at once. `session`: the server frees it when the session that took
 * it ends, however it ends · `row`: it stays until it is freed, so the journal records it in the same transaction.
 */
export interface BridgeLock {
  readonly kind: 'session' | 'row'
  /** As people know it: `knex_migrations_lock`, `advisory lock 72707369`. */
  readonly name: string
  /** What frees one that nobody works under any more, as a person types it. Default: the framework's own command. */
  readonly free?: string
  /** Tries once and never waits inside the server. What it answers identifies this very holding; `undefined`: another has it. */
  take(context: BridgeContext): Promise<Json | undefined>
  /** Frees that very holding. Answers false when it is no longer there; another's is left alone. */
  release(context: BridgeContext, held: Json): Promise<boolean>
  /** Of a row: whether it is taken, by whomever, living or dead. */
  taken?(context: BridgeContext): Promise<boolean>
  /** Sessions that hold it or, inside the server, wait for it. */
  sessions(context: BridgeContext): Promise<{ readonly holders: readonly Peer[]; readonly waiters: readonly Peer[] }>
}

/**
 * An adapter's two-way link with the framework's own history table. The foreign table decides *whether* a migration is
 * applied; the journal says *how*.
 */
export interface Bridge {
  /** The framework's, as people write it: `flyway`, `knex`. */
  readonly name: string
  /** Its history table, as people write it: `public.knex_migrations`. */
  readonly table?: string
  /** Patterns (`*` matches anything) of the ids of the framework's own objects, left out of every comparison. */
  readonly objects: readonly ObjectId[]
  /** Absent where the framework has none. */
  readonly lock?: BridgeLock
  /** Never writes, and asks a constant number of queries. */
  read(context: BridgeContext): Promise<ForeignHistory>
  /** Creates what is missing of the framework's tables, as the framework itself would. Safe when many do it at once. */
  prepare(context: BridgeContext): Promise<void>
  /**
   * Makes the table say what is so now, in the transaction of the session it is given; writing the same twice changes nothing.
   * `down` with `ran: false` also clears what the framework recorded as failed.
   */
  write(context: BridgeContext, change: BridgeChange): Promise<void>
  /** Brings what the framework keeps of a file's text up to date with the file. */
  amend?(context: BridgeContext, migration: Migration): Promise<void>
}
