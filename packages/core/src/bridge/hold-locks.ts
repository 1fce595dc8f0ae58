import type { Bridge, BridgeContext, BridgeLock } from '../contract/bridge.ts'
import type { Append, Lease, Peer, Session } from '../contract/driver.ts'
import type { EntryBody, NewEntry } from '../contract/journal.ts'
import type { Json } from '../contract/plugin.ts'
import type { Workspace } from '../config/workspace.ts'
import { ownTimeouts } from '../driver/own-timeouts.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { entryHash } from '../history/entry-hash.ts'
import { fold } from '../history/fold.ts'
import { ledger } from '../history/ledger.ts'
import { contextOf, type Load } from './link.ts'

/** Milliseconds between two tries. */
const PAUSE = 500

/** A framework's lock, and what it belongs to. */
interface Holding {
  readonly bridge: Bridge
  readonly lock: BridgeLock
  readonly load: Load
}

/**
 * Runs `work` while holding the locks of the frameworks whose files are at work, each in a form whose death is known. Throws
 * `SW-LOCKED` when a framework does not let go in time, `SW-POOLER` where a lock of a session means nothing.
 */
export async function holdingLocks<T>(
  workspace: Workspace,
  lease: Lease,
  loads: readonly Load[],
  work: () => Promise<T>,
): Promise<T> {
  const [first, ...others] = loads.flatMap((load): Holding[] => {
    const { bridge } = load.adapter
    return bridge?.lock ? [{ bridge, lock: bridge.lock, load }] : []
  })
  if (!first) return work()
  const rest = others.map(({ load }) => load)
  const held = await take(workspace, lease, first)
  try {
    return await holdingLocks(workspace, lease, rest, work)
  } finally {
    await letGo(workspace, lease, first, held)
  }
}

/** What identifies a holding; of a row, the entry that says that it is ours. */
interface Held {
  readonly held: Json
  readonly entry?: NewEntry
}

async function take(workspace: Workspace, lease: Lease, holding: Holding): Promise<Held> {
  const { environment, events, timeouts } = workspace
  const { bridge, lock, load } = holding
  const context = contextOf(load, lease.session, workspace.dialect)
  if (lock.kind === 'session' && lease.session.server.pooled) throw behindPooler(workspace, holding)
  if (lock.kind === 'row') await bridge.prepare(context)
  const began = environment.monotonic()
  for (;;) {
    const held = lock.kind === 'session' ? await takeSession(lock, context) : await takeRow(workspace, lease, holding)
    if (held) return held
    const waited = environment.monotonic() - began
    const { holders } = await lock.sessions(context)
    if (waited > timeouts.lease) throw locked(holding, holders, waited)
    events.emit({
      type: 'foreign-lock-waiting',
      bridge: bridge.name,
      lock: lock.name,
      holders,
      waited,
      limit: timeouts.lease,
    })
    await environment.sleep(PAUSE, AbortSignal.any([workspace.signal, lease.signal]))
  }
}

async function takeSession(lock: BridgeLock, context: BridgeContext): Promise<Held | undefined> {
  const held = await lock.take(context)
  return held === undefined ? undefined : { held }
}

/**
 * The row and the entry that says whose it is commit together: of what a crash leaves, it is known whether it is ours. What a
 * process of ours left behind is freed first: we hold the deploy lock, so that one is dead.
 */
async function takeRow(workspace: Workspace, lease: Lease, holding: Holding): Promise<Held | undefined> {
  const { bridge, lock } = holding
  const history = fold(await workspace.driver.journal(lease.session, workspace.project).read())
  const book = ledger(history, workspace.project, workspace.environment.who)
  const left = history.locks.get(bridge.name)
  return journalled(workspace, lease, async (session, append) => {
    const context = contextOf(holding.load, session, workspace.dialect)
    const bodies = left === undefined ? [] : [await freed(holding, context, left)]
    const held = await lock.take(context)
    if (held !== undefined) bodies.push({ type: 'foreign-locked', bridge: bridge.name, held })
    const entries = book.next(bodies)
    if (entries.length > 0) await append(entries)
    const entry = entries.at(-1)
    return held === undefined || !entry ? undefined : { held, entry }
  })
}

/**
 * In one transaction; where the server has none, the row first. What a crash leaves between the two is a lock that the
 * journal does not know, and so is taken for another's.
 */
function journalled<T>(
  { driver, project }: Workspace,
  { session, token }: Lease,
  work: (session: Session, append: Append) => Promise<T>,
): Promise<T> {
  if (session.server.capabilities?.['transactions'] === 'no')
    return work(session, (entries) => driver.journal(session, project).append(entries, token))
  return session.transaction(work, { timeouts: ownTimeouts, token })
}

async function freed({ bridge, lock }: Holding, context: BridgeContext, held: Json): Promise<EntryBody> {
  const released = await lock.release(context, held)
  return { type: 'foreign-unlocked', bridge: bridge.name, how: released ? 'released' : 'gone' }
}

async function letGo(workspace: Workspace, lease: Lease, holding: Holding, { held, entry }: Held): Promise<void> {
  const { lock, load } = holding
  try {
    if (entry) await freeRow(workspace, lease, holding, held, entry)
    else await lock.release(contextOf(load, lease.session, workspace.dialect), held)
  } catch {
    // The session that is gone held it, or the journal says that it is ours: the next command frees it.
  }
}

async function freeRow(
  workspace: Workspace,
  lease: Lease,
  holding: Holding,
  held: Json,
  since: NewEntry,
): Promise<void> {
  const { driver, project, environment } = workspace
  const last = (await driver.journal(lease.session, project).read(since.seq)).at(-1) ?? since
  const book = ledger({ seq: last.seq, hash: entryHash(last) }, project, environment.who)
  await journalled(workspace, lease, async (session, append) => {
    await append(book.next([await freed(holding, contextOf(holding.load, session, workspace.dialect), held)]))
  })
}

function locked({ bridge, lock }: Holding, holders: readonly Peer[], waited: number): SlipwayError {
  const who = holders.map((peer) => `pid ${peer.id} (${peer.application ?? peer.user ?? 'unknown'})`).join(', ')
  const by = who === '' ? `${bridge.name} works here, or left it behind` : `${who} holds it`
  return new SlipwayError(
    'SW-LOCKED',
    `${lock.name} did not come free in ${Math.round(waited / 1000)} s: ${by}. Nothing was changed.`,
    {
      hint: `Let ${bridge.name} finish, then run the same again. If nothing of it runs any more, free the lock${lock.free === undefined ? ` with ${bridge.name}'s own command.` : `:\n  ${lock.free}`}`,
      details: { bridge: bridge.name, lock: lock.name },
    },
  )
}

function behindPooler(workspace: Workspace, { bridge, lock }: Holding): SlipwayError {
  return new SlipwayError(
    'SW-POOLER',
    `${lock.name} of ${bridge.name} belongs to a session, and ${workspace.driver.address} is a transaction-mode pooler. Nothing was changed.`,
    {
      hint: `Give the driver a direct address, in slipway.config.ts:\n  ${workspace.driver.name}({ url: …, directUrl: process.env.DIRECT_DATABASE_URL })`,
      details: { bridge: bridge.name },
    },
  )
}
