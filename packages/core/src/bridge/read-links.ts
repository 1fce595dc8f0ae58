import type { BridgeConflict } from '../contract/bridge.ts'
import type { Dialect } from '../contract/dialect.ts'
import type { Session } from '../contract/driver.ts'
import type { EntryBody } from '../contract/journal.ts'
import { fold } from '../history/fold.ts'
import type { History } from '../history/history.ts'
import { ledger } from '../history/ledger.ts'
import { contextOf, type Link, type Load } from './link.ts'
import { reconcile } from './reconcile.ts'

/** What frameworks with a history of their own did, as the journal does not know it yet. */
export interface Foreign {
  readonly bodies: readonly EntryBody[]
  readonly conflicts: readonly BridgeConflict[]
  /** Migrations whose row is owed to a framework's table. */
  readonly owed: readonly string[]
}

/** Asks every bridge what its table says. Writes nothing. */
export function readLinks(session: Session, dialect: Dialect, loads: readonly Load[]): Promise<readonly Link[]> {
  return Promise.all(
    loads.flatMap((load) => {
      const { migrations } = load
      const { bridge } = load.adapter
      if (!bridge) return []
      const others = loads.filter((other) => other !== load)
      const elsewhere = new Set(others.flatMap((other) => other.migrations.map(({ id }) => id)))
      const context = contextOf({ migrations }, session, dialect)
      return [bridge.read(context).then((found): Link => ({ bridge, migrations, elsewhere, found, written: [] }))]
    }),
  )
}

/** Compares what the tables say with the journal. */
export function compareLinks(links: readonly Link[], history: History): Foreign {
  const told = links.map((link) => reconcile(link, history))
  return {
    bodies: told.flatMap(({ entries }) => entries),
    conflicts: told.flatMap(({ conflicts }) => conflicts),
    owed: told.flatMap(({ owed }) => owed),
  }
}

/** The history as it would be if the journal knew. */
export function withForeign(history: History, { bodies }: Foreign, project: string): History {
  if (bodies.length === 0) return history
  const at = history.entries.at(-1)?.at ?? ''
  const added = ledger(history, project, 'bridge').next(bodies)
  return fold(
    added.map((entry) => ({ ...entry, at })),
    history,
  )
}
