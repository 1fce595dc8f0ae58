import type { Journal, Session } from '../contract/driver.ts'
import type { Entry } from '../contract/journal.ts'
import type { Migration } from '../contract/migration.ts'
import type { TargetIdentity } from '../contract/plan.ts'
import { fold } from '../history/fold.ts'
import type { History } from '../history/history.ts'
import { ledger } from '../history/ledger.ts'
import { reconcile } from '../history/reconcile.ts'
import { order } from '../migration/order.ts'
import type { Where } from './results.ts'
import type { Workspace } from './workspace.ts'

/** What the files and one connection say at one moment. */
export interface Reading {
  readonly where: Where
  readonly session: Session
  readonly journal: Journal
  readonly history: History
  /** From every adapter, ordered. */
  readonly migrations: readonly Migration[]
}

/** Connects, reads files and history, runs `work`, and always closes. Writes nothing. */
export async function reading<T>(workspace: Workspace, work: (reading: Reading) => Promise<T>): Promise<T> {
  const session = await workspace.driver.connect()
  try {
    return await work(await readAll(workspace, session))
  } finally {
    await session.close()
  }
}

/** Reads files and history through an open session. */
export async function readAll(workspace: Workspace, session: Session): Promise<Reading> {
  const journal = workspace.driver.journal(session, workspace.project)
  const [loaded, entries] = await Promise.all([loadMigrations(workspace), journal.read()])
  const history = await withForeign(workspace, session, loaded, entries)
  const migrations = order(loaded, new Set(history.migrations.keys()))
  return { where: whereOf(workspace, session), session, journal, history, migrations }
}

/** Where an answer comes from. */
export function whereOf(workspace: Workspace, session: Session): Where {
  return { target: workspace.target, address: workspace.driver.address, server: session.server }
}

/** Loads every adapter's migrations, in the order of the config. */
export async function loadMigrations({ adapters, dialect, environment }: Workspace): Promise<readonly Migration[]> {
  const loaded = await Promise.all(adapters.map((adapter) => adapter.load({ cwd: environment.cwd, dialect })))
  return loaded.flat()
}

/** The database's identity, with the project that is asked about. */
export async function identify({ driver, dialect, project }: Workspace, session: Session): Promise<TargetIdentity> {
  return { dialect: dialect.name, project, ...(await driver.identify(session)) }
}

/** What a framework did meanwhile is folded in, in memory: commands that read write nothing. */
async function withForeign(
  workspace: Workspace,
  session: Session,
  migrations: readonly Migration[],
  entries: readonly Entry[],
): Promise<History> {
  const bridges = workspace.adapters.flatMap((adapter) => adapter.bridge ?? [])
  let history = fold(entries)
  for (const bridge of bridges) {
    const { entries: bodies } = reconcile(bridge.name, history, await bridge.read(session, migrations), migrations)
    const added = ledger(history, workspace.project, bridge.name).next(bodies)
    const at = entries.at(-1)?.at ?? ''
    history = fold([...history.entries, ...added.map((entry) => ({ ...entry, at }))])
  }
  return history
}
