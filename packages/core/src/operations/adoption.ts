import type { BridgeConflict, BridgeContext, BridgeLock, ForeignFailure } from '../contract/bridge.ts'
import type { Peer, Storage } from '../contract/driver.ts'
import { contextOf, type Link } from '../bridge/link.ts'
import { lackingRows } from './lacking-rows.ts'
import { reading, type Reading } from './reading.ts'
import type { Status } from './results.ts'
import { statusOf } from './status.ts'
import type { Workspace } from '../config/workspace.ts'

/** How a framework's own lock stands. */
export interface ForeignLock {
  readonly name: string
  /** Absent where nobody can tell. */
  readonly taken?: boolean
  readonly holders: readonly Peer[]
  readonly waiters: readonly Peer[]
}

/** What a framework's own history table says, for people. */
export interface BridgedTable {
  /** The framework's name. */
  readonly bridge: string
  /** Absent where the bridge does not name it. */
  readonly table?: string
  readonly exists: boolean
  readonly rows: number
  /** Groups that the rows were applied in; absent where the framework has none. */
  readonly batches?: number
  /** Applied, and its file is not the one that the framework ran. */
  readonly edited: readonly string[]
  readonly failed: readonly ForeignFailure[]
  readonly notices: readonly string[]
  readonly lock?: ForeignLock
  /** What the journal says is applied, where the table is not there at all: written with it. */
  readonly lacking: readonly string[]
}

/** How the files, a framework's history and the journal agree before and after an adoption. */
export interface Adoption {
  readonly where: Where
  readonly status: Status
  readonly tables: readonly BridgedTable[]
  /** Pending before one that is applied: made on a branch that was merged late, usually. */
  readonly early: readonly string[]
  /** Applied as far as the journal goes, listed by no framework: forgotten by all when the journal goes. */
  readonly unlisted: readonly string[]
  /** Of those, the ones that no file here has either: another project's, usually. */
  readonly strangers: readonly string[]
  /** Only a person decides these. */
  readonly conflicts: readonly BridgeConflict[]
  /** Where the driver keeps the journal. */
  readonly storage?: Storage
  /** Entries that the journal lacks of what the frameworks did. */
  readonly entries: number
  /** Whether both say the same, and the journal says it. */
  readonly agreed: boolean
}

type Where = Status['where']

/** What adopting a framework's project comes to. Writes nothing. */
export async function adoption(workspace: Workspace): Promise<Adoption> {
  return reading(workspace, (found) => adoptionOf(workspace, found))
}

/** The same, of a reading that was made. */
export async function adoptionOf(workspace: Workspace, found: Reading): Promise<Adoption> {
  const { foreign, links, session } = found
  const tables: BridgedTable[] = []
  for (const link of links) tables.push(await tableOf(workspace, found, link))
  const storage = await workspace.driver.storage?.(session)
  const lacking = new Set(tables.flatMap((table) => table.lacking))
  const entries = foreign.bodies.length
  const unlisted = unlistedIn(found).filter((id) => !lacking.has(id))
  const files = new Set(found.migrations.map(({ id }) => id))
  return {
    where: found.where,
    status: statusOf(found),
    tables,
    early: earlyOf(found),
    unlisted,
    strangers: unlisted.filter((id) => !files.has(id)),
    conflicts: foreign.conflicts.filter(({ migration }) => !lacking.has(migration)),
    ...(storage && { storage }),
    entries,
    agreed: entries === 0 && foreign.conflicts.length === 0 && foreign.owed.length === 0,
  }
}

function unlistedIn({ history, links }: Reading): readonly string[] {
  const listed = new Set(links.flatMap(({ found }) => found.applied.map(({ id }) => id)))
  return [...history.migrations.values()].flatMap(({ id, applied }) => (applied && !listed.has(id) ? [id] : []))
}

function earlyOf({ migrations, history }: Reading): readonly string[] {
  const isApplied = (id: string): boolean => history.migrations.get(id)?.applied === true
  const versioned = migrations.filter(({ repeatable }) => !repeatable).map(({ id }) => id)
  return versioned.slice(0, Math.max(0, versioned.findLastIndex(isApplied))).filter((id) => !isApplied(id))
}

async function tableOf(workspace: Workspace, { session, journalled }: Reading, link: Link): Promise<BridgedTable> {
  const { bridge, found } = link
  const batches = new Set(found.applied.flatMap(({ batch }) => batch ?? []))
  const lock = await lockOf(contextOf(link, session, workspace.dialect), bridge.lock)
  return {
    bridge: bridge.name,
    ...(bridge.table !== undefined && { table: bridge.table }),
    exists: found.exists,
    rows: found.applied.length,
    ...(batches.size > 0 && { batches: batches.size }),
    edited: found.applied.filter(({ edited }) => edited === true).map(({ id }) => id),
    failed: found.failed,
    notices: found.notices,
    ...(lock && { lock }),
    lacking: found.exists ? [] : lackingRows(link, journalled),
  }
}

async function lockOf(context: BridgeContext, lock: BridgeLock | undefined): Promise<ForeignLock | undefined> {
  if (!lock) return undefined
  const sessions = await lock.sessions(context)
  const held = sessions.holders.length > 0 || (await lock.taken?.(context))
  const taken = held ?? (lock.kind === 'session' ? false : undefined)
  return { name: lock.name, ...(taken !== undefined && { taken }), ...sessions }
}
