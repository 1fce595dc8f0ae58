import type { Adapter } from '../contract/adapter.ts'
import type { BridgeConflict } from '../contract/bridge.ts'
import type { Session } from '../contract/driver.ts'
import type { EntryBody } from '../contract/journal.ts'
import type { Migration } from '../contract/migration.ts'
import { fold } from '../history/fold.ts'
import type { History } from '../history/history.ts'
import { ledger } from '../history/ledger.ts'
import { reconcile } from '../history/reconcile.ts'

/** One adapter and what it loaded. */
export interface Load {
  readonly adapter: Adapter
  readonly migrations: readonly Migration[]
}

/** What frameworks with a history of their own did, as the journal does not know it yet. */
export interface Foreign {
  readonly bodies: readonly EntryBody[]
  readonly conflicts: readonly BridgeConflict[]
}

/** Asks every bridge. Writes nothing. */
export async function readForeign(session: Session, loads: readonly Load[], history: History): Promise<Foreign> {
  const bodies: EntryBody[] = []
  const conflicts: BridgeConflict[] = []
  for (const { adapter, migrations } of loads) {
    if (!adapter.bridge) continue
    const found = await adapter.bridge.read(session, migrations)
    const told = reconcile(adapter.bridge.name, history, found, migrations)
    bodies.push(...told.entries)
    conflicts.push(...told.conflicts)
  }
  return { bodies, conflicts }
}

/** The history as it would be if the journal knew. */
export function withForeign(history: History, { bodies }: Foreign, project: string): History {
  if (bodies.length === 0) return history
  const at = history.entries.at(-1)?.at ?? ''
  const added = ledger(history, project, 'bridge').next(bodies)
  return fold([...history.entries, ...added.map((entry) => ({ ...entry, at }))])
}
