import type { Session } from './driver.ts'
import type { EntryBody } from './journal.ts'
import type { Migration } from './migration.ts'
import type { Json } from './plugin.ts'
import type { ObjectId } from './schema.ts'

/** What a framework's own history table says. */
export interface ForeignHistory {
  readonly applied: readonly string[]
  readonly failed: readonly string[]
  readonly batches: readonly (readonly string[])[]
  readonly raw: Json
}

/** Differences that nobody can decide but a person. */
export interface BridgeConflict {
  readonly migration: string
  readonly message: string
}

/**
 * An adapter's two-way link with the framework's own history table. The foreign table decides *whether* a migration is
 * applied; the journal says *how*.
 */
export interface Bridge {
  readonly name: string
  /** Tables of the framework, left out of every comparison. */
  readonly objects: readonly ObjectId[]
  read(session: Session, migrations: readonly Migration[]): Promise<ForeignHistory>
  /** Writes whole states, in the transaction of the session it is given. */
  write(
    session: Session,
    change: { readonly before: ForeignHistory; readonly after: ForeignHistory; readonly entry: EntryBody },
  ): Promise<void>
}
