import { setTimeout as sleep } from 'node:timers/promises'
import { ownTimeouts, SlipwayError } from '@slipway/core'
import type { Lease, LeaseHolder, LeaseOptions, Session } from '@slipway/core/plugin'
import { addressOf } from '../connect/address.ts'
import { nameOf, openSession, type OpenedSession } from '../connect/open-session.ts'
import type { MongodbOptions } from '../options.ts'
import { failure } from '../session/failure.ts'
import { insideOf } from '../session/inside.ts'
import { leaseId, readLease, releaseLease, takeLease, userOf, type LeaseDocument } from '../store/lease-document.ts'
import { mayUse } from '../store/prepare.ts'
import { startHeartbeat, type Heartbeat } from './heartbeat.ts'
import { leaseHolder } from './holder.ts'
import { cannotSee, endTransactions, findSession } from './peers.ts'

/** How long a counter must stand still, on our own clock, before its holder can be held dead. */
const stillness = 5_000
const poll = 200

/** What a waiter has seen of a holder, on its own clock. */
interface Watch {
  seen: string
  since: number
}

async function isDead(session: Session, lease: LeaseDocument, watch: Watch): Promise<boolean> {
  const seen = `${lease.token}:${lease.beat}`
  if (watch.seen !== seen) {
    watch.seen = seen
    watch.since = performance.now()
  }
  if (lease.session !== undefined && (await findSession(session, lease.session)) !== undefined) return false
  if (performance.now() - watch.since < stillness) return false
  return !(await cannotSee(insideOf(session), userOf(lease)))
}

/** One try: takes the lease where it is free or its holder is dead, by the very token that was seen. */
async function tryAcquire(session: Session, options: LeaseOptions, watch: Watch): Promise<number | undefined> {
  const inside = insideOf(session)
  const { project, owner } = options
  const lease = await readLease(inside, project)
  if (lease?.owner !== undefined && !(await isDead(session, lease, watch))) return undefined
  if (lease?.session !== undefined) await endTransactions(inside, lease.session)
  if (session.identity === undefined) throw new SlipwayError('SW-INTERNAL', 'A session of MongoDB has an identity')
  const taker = { project, owner, session: session.identity }
  try {
    if (!inside.transactions) return await takeLease(inside, taker, lease?.token)
    // In a transaction, since a plain write would wait for one that verified the old token, and then go on after its bounds.
    return await session.transaction(
      async (transaction) => {
        const within = insideOf(transaction)
        return takeLease(within, taker, lease?.token, within.transaction)
      },
      { timeouts: ownTimeouts },
    )
  } catch (thrown) {
    const kind = thrown instanceof SlipwayError ? thrown.details['kind'] : undefined
    if (kind === 'serialization' || kind === 'lock-timeout') return undefined
    throw mayUse(inside.store, thrown, 'written')
  }
}

const seconds = (milliseconds: number): string => `${Math.round(milliseconds / 1000)} s`

function locked(project: string, holder: LeaseHolder | undefined, waited: number): SlipwayError {
  const session = holder?.session
  const where =
    session === undefined
      ? 'no session of it is seen on this server'
      : `session ${session.id}${session.application === undefined ? '' : ` (${session.application})`}`
  const who = holder === undefined ? 'somebody else' : `${holder.owner} for ${seconds(holder.heldFor)}, ${where}`
  return new SlipwayError(
    'SW-LOCKED',
    `The deploy lock of ${project} is held by ${who}. Waited ${seconds(waited)}. Nothing was changed.`,
    {
      hint: 'See who holds it:\n  slipway unlock\nor end that session:\n  slipway unlock --terminate',
      details: {
        project,
        ...(holder === undefined ? {} : { owner: holder.owner, token: holder.token }),
        ...(session === undefined ? {} : { pid: session.id }),
      },
    },
  )
}

async function acquire(session: Session, options: LeaseOptions): Promise<number> {
  const began = performance.now()
  const watch: Watch = { seen: '', since: began }
  let told = began - 1_000
  for (;;) {
    if (options.signal?.aborted === true)
      throw failure('canceled', 'Canceled while waiting for the deploy lock. Nothing was changed.')
    const token = await tryAcquire(session, options, watch)
    if (token !== undefined) return token
    const waited = performance.now() - began
    if (waited >= options.timeouts.lease)
      throw locked(options.project, await leaseHolder(session, options.project), waited)
    if (options.onWaiting !== undefined && performance.now() - told >= 1_000) {
      told = performance.now()
      options.onWaiting(await leaseHolder(session, options.project), waited)
    }
    await sleep(poll / 2 + Math.random() * poll, undefined, { signal: options.signal }).catch(() => undefined)
  }
}

function beatOf({ reachable, inside }: OpenedSession, project: string, token: number): Heartbeat {
  return startHeartbeat({
    url: reachable.url,
    client: { ...reachable.client, appName: nameOf('slipway heartbeat', inside.id) },
    database: inside.store.database,
    collection: inside.store.beat,
    lease: leaseId(inside, project),
    token,
    every: 1_000,
  })
}

/**
 * Runs `work` while holding the deploy lock: a document with a token that each transaction verifies, taken by the token seen
 * before, at a time that is the server's. It is let go when `work` ends; a holder is held dead only when its counter stands
 * still and none of its connections is left.
 *
 * @throws SW-LOCKED when it does not come free in `timeouts.lease` milliseconds.
 */
export async function withLease<T>(
  target: MongodbOptions,
  application: string,
  options: LeaseOptions,
  work: (lease: Lease) => Promise<T>,
): Promise<T> {
  const opened = await openSession(target, { application, writesFor: options.project })
  const { session, inside } = opened
  try {
    if (session.server.topology === 'replica') {
      throw new SlipwayError('SW-NOT-PRIMARY', `${addressOf(target)} is a secondary. Nothing was changed.`, {
        hint: 'Point the url at the primary: name the replica set, ?replicaSet=…, and leave directConnection out',
        details: { kind: 'read-only' },
      })
    }
    const token = await acquire(session, options)
    try {
      const heartbeat = beatOf(opened, options.project, token)
      try {
        return await work({ session, token, signal: heartbeat.signal })
      } finally {
        await heartbeat.stop()
      }
    } finally {
      // Where the connection is gone, a successor finds the session ended and the counter still.
      await releaseLease(inside, options.project, token).catch(() => undefined)
    }
  } finally {
    await session.close()
  }
}
