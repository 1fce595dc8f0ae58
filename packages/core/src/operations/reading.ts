import type { Journal, Session } from '../contract/driver.ts'
import type { Migration } from '../contract/migration.ts'
import type { TargetIdentity } from '../contract/plan.ts'
import type { Link, Load } from '../bridge/link.ts'
import { compareLinks, readLinks, withForeign, type Foreign } from '../bridge/read-links.ts'
import { takesFiles } from '../bridge/reconcile.ts'
import { fold } from '../history/fold.ts'
import type { History } from '../history/history.ts'
import { order } from '../migration/order.ts'
import type { Where } from './results.ts'
import type { Workspace } from '../config/workspace.ts'

/** What the files and one connection say at one moment. */
export interface Reading {
  readonly where: Where
  readonly session: Session
  readonly journal: Journal
  /** What the journal alone says. */
  readonly journalled: History
  /** What frameworks with a history of their own did meanwhile. */
  readonly foreign: Foreign
  /** Every framework's own table, as it was read. */
  readonly links: readonly Link[]
  /** Both together. */
  readonly history: History
  /** From every adapter, ordered. */
  readonly migrations: readonly Migration[]
}

/** Connects, reads files and history, runs `work`, and always closes. Writes nothing. */
export async function reading<T>(
  workspace: Workspace,
  work: (reading: Reading) => Promise<T>,
  known: Pick<Known, 'outline'> = {},
): Promise<T> {
  const session = await workspace.driver.connect()
  try {
    return await work(await readAll(workspace, session, known))
  } finally {
    await session.close()
  }
}

/** What is known before everything is read. */
export interface Known {
  readonly loads?: readonly Load[]
  /** Bridges whose table was not there before somebody made it for the reader's sake. */
  readonly absent?: ReadonlySet<string>
  /** Nothing is undone: what only a way back needs may stay in the store. */
  readonly outline?: boolean
}

const asAbsent = (link: Link): Link => ({ ...link, found: { ...link.found, exists: false } })

/** Reads files and history through an open session. What a framework did meanwhile is folded in, in memory. */
export async function readAll(workspace: Workspace, session: Session, known: Known = {}): Promise<Reading> {
  const journal = workspace.driver.journal(session, workspace.project)
  // The server works while files are read.
  const asked = known.outline && journal.outline ? journal.outline() : journal.read()
  const [entries, loads] = await Promise.all([asked, known.loads ?? loadEach(workspace)])
  const journalled = fold(entries)
  const read = await readLinks(session, workspace.dialect, loads)
  const links = read.map((link) => (known.absent?.has(link.bridge.name) ? asAbsent(link) : link))
  // What a framework ran is told with its file's way back.
  if (links.some((link) => takesFiles(link, journalled))) await workspace.dialect.load?.()
  const foreign = compareLinks(links, journalled)
  const history = withForeign(journalled, foreign, workspace.project)
  const migrations = order(
    loads.flatMap((load) => load.migrations),
    new Set(history.migrations.keys()),
  )
  return { where: whereOf(workspace, session), session, journal, journalled, foreign, links, history, migrations }
}

/** Where an answer comes from. */
export function whereOf(workspace: Workspace, session: Session): Where {
  return { target: workspace.target, address: workspace.driver.address, server: session.server }
}

/** Loads every adapter's migrations, in the order of the config. */
export async function loadMigrations(workspace: Workspace): Promise<readonly Migration[]> {
  return (await loadEach(workspace)).flatMap((load) => load.migrations)
}

/** The same, with the adapter that each belongs to. */
export async function loadEach({ adapters, dialect, environment }: Workspace): Promise<readonly Load[]> {
  const context = { cwd: environment.cwd, dialect }
  if (adapters.some(({ load }) => load.lazy !== true)) await dialect.load?.()
  return Promise.all(adapters.map(async (adapter) => ({ adapter, migrations: await adapter.load(context) })))
}

/** The database's identity, with the project that is asked about. */
export async function identify({ driver, dialect, project }: Workspace, session: Session): Promise<TargetIdentity> {
  return { dialect: dialect.name, project, ...(await driver.identify(session)) }
}
