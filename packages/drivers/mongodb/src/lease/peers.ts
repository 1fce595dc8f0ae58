import { SlipwayError } from '@slipway/core'
import type { ObjectId, Peer, Progress, Session, SessionIdentity } from '@slipway/core/plugin'
import type { Document } from 'mongodb'
import { partsOf } from '../dialect/names/object-id.ts'
import { insideOf, type Inside } from '../session/inside.ts'
import { readAllOf } from '../session/read-all.ts'

/** What the server does and for whom, and whether others' was shown too. */
export interface Operations {
  readonly operations: readonly Document[]
  /** False for a role without `inprog`: it sees its own user's alone. */
  readonly everybody: boolean
}

const look = (inside: Inside, allUsers: boolean, match: Document): Promise<readonly Document[]> =>
  readAllOf({ command: inside.command }, 'admin', {
    aggregate: 1,
    pipeline: [{ $currentOp: { allUsers, idleConnections: true, idleSessions: true } }, { $match: match }],
    cursor: {},
  })

/** Connections, operations and open transactions on the server that the session is connected to. */
export async function operations(inside: Inside, match: Document): Promise<Operations> {
  try {
    return { operations: await look(inside, true, match), everybody: true }
  } catch (thrown) {
    if (!(thrown instanceof SlipwayError) || thrown.code !== 'SW-PERMISSION') throw thrown
    return { operations: await look(inside, false, match), everybody: false }
  }
}

const idIn = (text: unknown): string | undefined =>
  typeof text === 'string' ? /#([0-9a-f]{12})$/.exec(text)?.[1] : undefined

function toPeer(operation: Document): Peer {
  const [first] = (operation['effectiveUsers'] as readonly Document[] | undefined) ?? []
  const appName: unknown = operation['appName'] ?? operation['desc']
  const command = operation['command'] as Document | undefined
  const id = idIn(appName) ?? idIn(command?.['comment'])
  const transaction = operation['transaction'] as { readonly timeOpenMicros?: unknown } | undefined
  const micros = transaction?.timeOpenMicros ?? operation['microsecs_running']
  return {
    id: id ?? `op ${String(operation['opid'] ?? operation['connectionId'] ?? 'idle')}`,
    ...(first === undefined ? {} : { user: String(first['user']) }),
    ...(typeof appName === 'string' ? { application: appName.replace(/ #[0-9a-f]{12}$/, '') } : {}),
    state: transaction === undefined ? (operation['active'] === true ? 'active' : 'idle') : 'in a transaction',
    ...(micros === undefined ? {} : { age: Math.round(Number(micros) / 1000) }),
  }
}

/** Connections of a session, and index builds that it began and that outlive them; no transaction that it left behind. */
const sessionMatch = (id: string): Document => ({
  type: { $ne: 'idleSession' },
  $or: [{ appName: { $regex: `#${id}$` } }, { active: true, 'command.comment': { $regex: `#${id}$` } }],
})

/** An open transaction of somebody else: what changes a collection waits for it. */
const transactions: Document = { 'transaction.parameters': { $exists: true } }

/**
 * Ends the transactions that a session left behind when its connections were cut. The server would keep them, with all that
 * they lock, until they are too old: a minute.
 */
export async function endTransactions(inside: Inside, { id }: SessionIdentity): Promise<void> {
  const match = { lsid: { $exists: true }, appName: { $regex: `#${id}$` } }
  // One that still runs a statement is as little anybody's as one that waits for the next.
  const found = await operations(inside, { ...match, $or: [{ type: 'idleSession' }, transactions] })
  const ids = found.operations.map((operation) => ({ id: (operation['lsid'] as Document)['id'] as unknown }))
  if (ids.length > 0) await inside.command('admin', { killSessions: ids })
}

/** A session, as long as it lives: an open connection, or something that it began and that still runs. */
export async function findSession(session: Session, identity: SessionIdentity): Promise<Peer | undefined> {
  const found = await operations(insideOf(session), sessionMatch(identity.id))
  const [first] = found.operations.toSorted((a, b) => Number(b['active'] === true) - Number(a['active'] === true))
  return first && { ...toPeer(first), id: identity.id }
}

/** Another user's connections are not shown to a role without `inprog`: then nobody can say that they are gone. */
export async function cannotSee(inside: Inside, user: string | undefined): Promise<boolean> {
  if (user === undefined ? inside.users.length === 0 : user === inside.users.join(', ')) return false
  return !(await operations(inside, { appName: { $regex: `#${inside.id}$` } })).everybody
}

/** Nobody knows whether a session of another user lives. */
export const unseen = ({ id, user }: SessionIdentity): SlipwayError =>
  new SlipwayError(
    'SW-PERMISSION',
    `This user cannot see whether session ${id} of ${user ?? 'another user'} still works on the server. Nothing was changed.`,
    {
      hint: 'Run it as that user, or let an administrator grant what shows the sessions of others, in the database that holds the user:\n  db.grantRolesToUser("<the user>", [{ role: "clusterMonitor", db: "admin" }])',
      details: { kind: 'permission', session: id },
    },
  )

/**
 * Whether a session still lives; none is said to be gone that could not be seen.
 *
 * @throws SW-PERMISSION
 */
export async function isAlive(session: Session, identity: SessionIdentity): Promise<Peer | undefined> {
  const found = await findSession(session, identity)
  if (found === undefined && (await cannotSee(insideOf(session), identity.user))) throw unseen(identity)
  return found
}

async function openTransactions(inside: Inside): Promise<readonly Peer[]> {
  const found = await operations(inside, transactions)
  return found.operations
    .map(toPeer)
    .filter(({ id }) => id !== inside.id)
    .toSorted((a, b) => (b.age ?? 0) - (a.age ?? 0))
}

/** Transactions that make others wait, oldest first. */
export const oldestSessions = (session: Session): Promise<readonly Peer[]> => openTransactions(insideOf(session))

/** Who most probably holds what `waiter` waits for: the server tells that it waits, and not for whom. */
export async function blockersOf(session: Session, waiter: SessionIdentity): Promise<readonly Peer[]> {
  const inside = insideOf(session)
  const waiting = await operations(inside, { appName: { $regex: `#${waiter.id}$` }, waitingForLock: true })
  if (waiting.operations.length === 0) return []
  return (await openTransactions(inside))
    .filter(({ id }) => id !== waiter.id)
    .map((peer) => ({ ...peer, probable: true }))
}

/** Who builds an index of a collection, or otherwise changes its definition, right now. */
export async function workersOn(session: Session, object: ObjectId): Promise<readonly Peer[]> {
  const inside = insideOf(session)
  const collection = partsOf(object).names[0] ?? ''
  const verbs = ['createIndexes', 'collMod', 'dropIndexes', 'drop', 'create', 'convertToCapped']
  const found = await operations(inside, {
    active: true,
    ns: { $in: [`${inside.db.databaseName}.${collection}`, `${inside.db.databaseName}.$cmd`] },
    $or: verbs.map((verb) => ({ [`command.${verb}`]: collection })),
  })
  return found.operations.map(toPeer)
}

/** How far an index build or another long command of a session has come. */
export async function progressOf(session: Session, worker: SessionIdentity): Promise<Progress | undefined> {
  const found = await operations(insideOf(session), { ...sessionMatch(worker.id), 'progress.total': { $gt: 0 } })
  const [first] = found.operations
  if (first === undefined) return undefined
  const progress = first['progress'] as { readonly done: number; readonly total: number }
  // `Index Build: scanning collection Index Build: scanning collection: 106168/300000 35%`
  const what = String(first['msg'] ?? 'working').replace(/^(.*?)(?: \1)?(?:: \d+\/\d+ \d+%)?$/, '$1')
  return { what, done: Number(progress.done), total: Number(progress.total) }
}
