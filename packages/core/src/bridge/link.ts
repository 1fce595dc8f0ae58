import type { Adapter } from '../contract/adapter.ts'
import type { Bridge, BridgeContext, ForeignHistory } from '../contract/bridge.ts'
import type { Dialect } from '../contract/dialect.ts'
import type { Session } from '../contract/driver.ts'
import type { Direction } from '../contract/journal.ts'
import type { Migration } from '../contract/migration.ts'
import type { History } from '../history/history.ts'

/** One adapter and what it loaded. */
export interface Load {
  readonly adapter: Adapter
  readonly migrations: readonly Migration[]
}

/** A bridge, the files it speaks of, and what its table said when it was read. */
export interface Link {
  readonly bridge: Bridge
  readonly migrations: readonly Migration[]
  /** Ids of migrations that other adapters have files of: its table has nothing to do with them. */
  readonly elsewhere: ReadonlySet<string>
  readonly found: ForeignHistory
  /** Rows written since, in this process; some may have been undone with their transaction. */
  readonly written: WrittenRow[]
}

/** A row that was written for a run. */
export interface WrittenRow {
  readonly run: string
  readonly direction: Direction
  readonly migration: string
}

/** What a bridge is called with. */
export function contextOf({ migrations }: Pick<Link, 'migrations'>, session: Session, dialect: Dialect): BridgeContext {
  return { session, dialect, migrations }
}

/**
 * The link whose table keeps a migration: the one whose adapter has its file, else the one whose table lists it or that saw
 * it applied, else the only one there is. Those of adapters without a history of their own have none.
 */
export function linkOf(links: readonly Link[], history: History, migration: string): Link | undefined {
  return (
    links.find(({ migrations }) => migrations.some(({ id }) => id === migration)) ??
    links.find(({ found }) => found.applied.some(({ id }) => id === migration)) ??
    links.find(({ bridge }) => bridge.name === history.migrations.get(migration)?.via) ??
    (links.length === 1 ? links.find(({ elsewhere }) => !elsewhere.has(migration)) : undefined)
  )
}
