import { setTimeout as sleep } from 'node:timers/promises'
import { SlipwayError, ownTimeouts } from '@slipway/core'
import type { Lease, LeaseHolder, LeaseOptions, Session } from '@slipway/core/plugin'
import {
  failure,
  insertLease,
  lockLease,
  prepareStore,
  releaseLease,
  takeLease,
  toLease,
  type LeaseRow,
  type Tables,
} from '@slipway/dialect-postgres/store'
import { startHeartbeat, type Heartbeat } from './heartbeat.ts'
import { leaseHolder } from './holder.ts'
import { lockKey } from './lock-key.ts'
import { openSession, type OpenedSession, type Target } from './open-session.ts'
import { findSession } from './peers.ts'

/** How long a counter must stand still, on our own clock, before its holder can be held dead. */
const stillness = 5_000
const poll = 200

/** What a waiter has seen of a holder, on its own clock. */
interface Watch {
  seen: string
  since: number
}

async function isDead(session: Session, row: LeaseRow, watch: Watch): Promise<boolean> {
  const seen = `${row.token}:${row.beat}`
  if (watch.seen !== seen) {
    watch.seen = seen
    watch.since = performance.now()
  }
  for (const identity of [row.session, row.heartbeat]) {
    if (identity !== undefined && (await findSession(session, identity)) !== undefined) return false
  }
  return performance.now() - watch.since >= stillness
}

/** Takes the row where it is free or its holder is dead; `undefined` otherwise. */
async function takeRow(
  session: Session,
  options: LeaseOptions,
  tables: Tables,
  watch: Watch,
): Promise<number | undefined> {
  const { project, owner } = options
  try {
    return await session.transaction(
      async (transaction) => {
        await transaction.execute({ text: insertLease(tables), params: [project] })
        const found = (await transaction.execute({ text: lockLease(tables), params: [project] })).rows[0]
        const row = found === undefined ? undefined : toLease(found)
        if (row?.owner !== undefined && !(await isDead(transaction, row, watch))) return undefined
        const params = [project, owner, session.identity?.id ?? null, session.identity?.startedAt ?? null]
        const { rows } = await transaction.execute({ text: takeLease(tables), params })
        return Number(rows[0]?.['token'])
      },
      { timeouts: ownTimeouts },
    )
  } catch (thrown) {
    // Somebody else looks at the row, or the holder has a transaction open that verified its token.
    if (thrown instanceof SlipwayError && thrown.details['kind'] === 'lock-timeout') return undefined
    throw thrown
  }
}

/** One try. The server's lock is tried, never waited for: a waiter would deadlock with CREATE INDEX CONCURRENTLY. */
async function tryAcquire(
  session: Session,
  options: LeaseOptions,
  tables: Tables,
  watch: Watch,
): Promise<number | undefined> {
  if (session.identity === undefined) return takeRow(session, options, tables, watch)
  const { key } = lockKey(tables, options.project)
  const text = 'SELECT pg_try_advisory_lock($1::bigint) AS locked'
  if ((await session.execute({ text, params: [key] })).rows[0]?.['locked'] !== true) return undefined
  const token = await takeRow(session, options, tables, watch)
  if (token === undefined) await session.execute({ text: 'SELECT pg_advisory_unlock($1::bigint)', params: [key] })
  return token
}

const seconds = (milliseconds: number): string => `${Math.round(milliseconds / 1000)} s`

function locked(project: string, holder: LeaseHolder | undefined, waited: number): SlipwayError {
  const session = holder?.session
  const where =
    session === undefined
      ? 'no session of it lives on this server'
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

async function acquire(session: Session, options: LeaseOptions, tables: Tables): Promise<number> {
  const began = performance.now()
  const watch: Watch = { seen: '', since: began }
  let told = began - 1_000
  for (;;) {
    if (options.signal?.aborted === true)
      throw failure('canceled', 'Canceled while waiting for the deploy lock. Nothing was changed.')
    const token = await tryAcquire(session, options, tables, watch)
    if (token !== undefined) return token
    const waited = performance.now() - began
    if (waited >= options.timeouts.lease) {
      throw locked(options.project, await leaseHolder(session, options.project, tables), waited)
    }
    if (options.onWaiting !== undefined && performance.now() - told >= 1_000) {
      told = performance.now()
      options.onWaiting(await leaseHolder(session, options.project, tables), waited)
    }
    await sleep(poll / 2 + Math.random() * poll, undefined, { signal: options.signal }).catch(() => undefined)
  }
}

function beatOf({ session, reachable }: OpenedSession, tables: Tables, project: string, token: number): Heartbeat {
  const direct = session.identity !== undefined
  const self = direct
    ? ', heartbeat_pid = pg_backend_pid(), heartbeat_start = (SELECT backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid())'
    : ''
  return startHeartbeat({
    config: { ...reachable.config, application_name: 'slipway heartbeat' },
    // Ends the session of a process that was stopped for long; it connects again when it goes on.
    begin: direct && session.server.versionNumber >= 140_000 ? ["SET idle_session_timeout = '60s'"] : [],
    beat: `UPDATE ${tables.lease} SET beat = beat + 1${self} WHERE project = $1 AND token = $2::bigint AND owner IS NOT NULL`,
    params: [project, String(token)],
    every: 1_000,
    // Through a pooler the beat may wait behind our own transaction, and every transaction verifies the token anyway.
    patience: direct ? 15_000 : undefined,
    // While our session lives nobody holds us dead; through a pooler only the counter tells that we live.
    after: direct ? 1_000 : 0,
  })
}

/**
 * Runs `work` while holding the deploy lock: a session lock on the connection that `work` is given, and a row with a
 * token that each of its transactions verifies.
 *
 * @throws SW-LOCKED when it does not come free in `timeouts.lease` milliseconds.
 */
export async function withLease<T>(
  target: Target,
  application: string,
  options: LeaseOptions,
  work: (lease: Lease) => Promise<T>,
): Promise<T> {
  const { tables } = target
  const opened = await openSession(target, application, options.project)
  const { session } = opened
  try {
    await prepareStore(session, tables)
    const token = await acquire(session, options, tables)
    try {
      const heartbeat = beatOf(opened, tables, options.project, token)
      try {
        return await work({ session, token, signal: heartbeat.signal })
      } finally {
        await heartbeat.stop()
      }
    } finally {
      // Where the connection is gone, a successor finds the session ended and the counter still.
      const text = releaseLease(tables)
      await session.execute({ text, params: [options.project, token] }).catch(() => undefined)
    }
  } finally {
    await session.close()
  }
}
