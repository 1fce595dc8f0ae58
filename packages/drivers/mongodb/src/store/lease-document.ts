import { SlipwayError } from '@slipway/core'
import type { LeaseToken, SessionIdentity } from '@slipway/core/plugin'
import type { ClientSession, Document } from 'mongodb'
import { failure } from '../session/failure.ts'
import type { Inside } from '../session/inside.ts'
import { readAllOf } from '../session/read-all.ts'
import { acknowledged, mayUse } from './prepare.ts'

/** The lease as it stands. */
export interface LeaseDocument {
  readonly token: LeaseToken
  /** `undefined`: nobody holds it. */
  readonly owner: string | undefined
  readonly session: SessionIdentity | undefined
  /** Who was logged in: another user's sessions cannot always be seen. */
  readonly users: readonly string[]
  readonly beat: number
  readonly heldFor: number
}

/** Who holds it, as a session's identity says it. */
export const userOf = ({ users }: LeaseDocument): string | undefined =>
  users.length === 0 ? undefined : users.join(', ')

/** Identifies a project's lease and its counter. */
export const leaseId = (inside: Inside, project: string): Document => ({ database: inside.store.target, project })

const concern = (session: ClientSession | undefined): Document =>
  session === undefined ? { writeConcern: acknowledged } : {}

/** Reads the lease; `undefined` where there is none yet. */
export async function readLease(inside: Inside, project: string): Promise<LeaseDocument | undefined> {
  const { store } = inside
  try {
    const [found] = await readAllOf(inside, store.database, {
      aggregate: store.journal,
      pipeline: [
        { $match: { _id: leaseId(inside, project) } },
        { $lookup: { from: store.beat, localField: '_id', foreignField: '_id', as: 'beat' } },
        { $set: { heldFor: { $subtract: ['$$NOW', '$acquiredAt'] }, beat: { $first: '$beat.beat' } } },
      ],
      cursor: {},
    })
    return found === undefined ? undefined : toLease(found)
  } catch (thrown) {
    throw mayUse(store, thrown, 'read')
  }
}

function toLease(found: Document): LeaseDocument {
  const session = found['session'] as SessionIdentity | null | undefined
  const users = found['users'] as readonly string[] | null | undefined
  return {
    token: Number(found['token']),
    owner: typeof found['owner'] === 'string' ? found['owner'] : undefined,
    session: session ?? undefined,
    users: users ?? [],
    beat: Number(found['beat'] ?? 0),
    heldFor: Number(found['heldFor'] ?? 0),
  }
}

async function update(
  inside: Inside,
  collection: string,
  one: Document,
  session: ClientSession | undefined,
): Promise<number> {
  const answer = await inside.command(
    inside.store.database,
    { update: collection, updates: [one], ...concern(session) },
    session,
  )
  return Number(answer['n'])
}

/** Who takes the lease. */
export interface Taker {
  readonly project: string
  readonly owner: string
  readonly session: SessionIdentity
}

/**
 * Takes the lease where it still stands as it was seen; `undefined` where somebody was faster. Its token is one more than the
 * one before, its time the server's.
 */
export async function takeLease(
  inside: Inside,
  taker: Taker,
  seen: LeaseToken | undefined,
  session?: ClientSession,
): Promise<LeaseToken | undefined> {
  const id = leaseId(inside, taker.project)
  const token = (seen ?? 0) + 1
  const set = {
    // Before the first entry: whoever reads entries reads from one on.
    database: inside.store.target,
    project: taker.project,
    seq: 0,
    token,
    owner: taker.owner,
    session: taker.session,
    users: inside.users,
    fence: 0,
    acquiredAt: '$$NOW',
  }
  // A literal, so that a dollar in a name stays one.
  const literal = Object.fromEntries(
    Object.entries(set).map(([name, value]) => [name, value === '$$NOW' ? value : { $literal: value }]),
  )
  const q = { _id: id, token: seen ?? { $exists: false } }
  try {
    const taken = await update(
      inside,
      inside.store.journal,
      { q, u: [{ $set: literal }], upsert: seen === undefined },
      session,
    )
    if (taken === 0) return undefined
    await update(inside, inside.store.beat, { q: { _id: id }, u: { $set: { token, beat: 0 } }, upsert: true }, session)
    return token
  } catch (thrown) {
    // 11000: the very first lease of this project was made by somebody else meanwhile.
    if (
      thrown instanceof SlipwayError &&
      (thrown.details['code'] === 11000 || thrown.details['kind'] === 'serialization')
    )
      return undefined
    throw thrown
  }
}

const free = { owner: null, session: null, users: [] }

/** Lets the lease go, where it is still ours. The token stays, so that it only ever grows. */
export async function releaseLease(inside: Inside, project: string, token: LeaseToken): Promise<void> {
  await update(
    inside,
    inside.store.journal,
    { q: { _id: leaseId(inside, project), token }, u: { $set: free } },
    undefined,
  )
}

/** Takes the lease from its holder: the token is worth nothing then, and its heartbeat ends. */
export async function revokeLease(
  inside: Inside,
  project: string,
  token: LeaseToken,
  session?: ClientSession,
): Promise<void> {
  const id = leaseId(inside, project)
  const q = { _id: id, token }
  await update(inside, inside.store.journal, { q, u: { $set: { ...free, token: token + 1 } } }, session)
  await update(inside, inside.store.beat, { q, u: { $set: { token: token + 1 } } }, session)
}

/**
 * The update that verifies that a token is still the lease's, and fails where it is not. Within a transaction it keeps the
 * lease locked, so that who takes it over comes either before or after all that the transaction did. It fails by a text that
 * is no number, as MongoDB has no assertion: an update that only matches nothing would let those behind it go on.
 */
export function fence(inside: Inside, project: string | undefined, token: LeaseToken): Document {
  const given = project ?? inside.project
  if (given === undefined) throw new SlipwayError('SW-INTERNAL', 'A token was given without a project')
  const holds = { $and: [{ $eq: ['$token', token] }, { $ne: [{ $ifNull: ['$owner', null] }, null] }] }
  const fail = { $toInt: { $concat: ['lease of ', '$_id.project'] } }
  return {
    q: { _id: leaseId(inside, given) },
    u: [{ $set: { fence: { $cond: [holds, { $add: ['$fence', 1] }, fail] } } }],
    // Where there is no lease, it is its making that fails.
    upsert: true,
  }
}

/** What became of a command that began with a fence. */
export function fenced(thrown: unknown): unknown {
  // 241 ConversionFailure
  if (!(thrown instanceof SlipwayError) || thrown.details['code'] !== 241) return thrown
  return failure('lease-lost', 'The deploy lock was taken over. What this transaction did was undone.')
}
