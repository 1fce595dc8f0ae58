import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { SlipwayError, ownTimeouts } from '@slipway/core'
import type { Lease, LeaseHolder, LeaseOptions, Session } from '@slipway/core/plugin'
import { failure } from './failure.ts'
import { startHeartbeat, type Heartbeat } from './heartbeat.ts'
import { leaseHolder } from './holder.ts'
import { lockName } from './lock-name.ts'
import { openSession, type OpenedSession, type Target } from './open-session.ts'
import { findSession } from './peers.ts'
import { refuseMode } from './refuse-mode.ts'
import { refuseReplica } from './session/transaction.ts'
import { sessionLock } from './session/facts.ts'
import {
  beatLease,
  insertLease,
  lockLease,
  releaseLease,
  selectLease,
  takeHeartbeat,
  takeLease,
  toLease,
  type LeaseRow,
} from './store/lease-row.ts'
import { sendAgain, type Store } from './store/prepare.ts'
import type { Tables } from './store/tables.ts'

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

/** Takes the rows where they are free or their holder is dead; `undefined` otherwise. */
async function takeRow(
  session: Session,
  options: LeaseOptions,
  tables: Tables,
  watch: Watch,
): Promise<number | undefined> {
  const owner = [tables.database, options.project]
  try {
    return await session.transaction(
      async (transaction) => {
        await transaction.execute({ text: lockLease(tables), params: owner })
        const row = toLease((await transaction.execute({ text: selectLease(tables), params: owner })).rows[0] ?? {})
        if (row.owner !== undefined && !(await isDead(transaction, row, watch))) return undefined
        const { id, startedAt } = session.identity ?? { id: null, startedAt: null }
        await transaction.execute({ text: takeLease(tables), params: [options.owner, id, startedAt, ...owner] })
        await transaction.execute({ text: takeHeartbeat(tables), params: [row.token + 1, ...owner] })
        return row.token + 1
      },
      { timeouts: ownTimeouts },
    )
  } catch (thrown) {
    // Somebody else looks at the row, or the holder has a transaction open that verified its token.
    const kind = thrown instanceof SlipwayError ? thrown.details['kind'] : undefined
    if (kind === 'lock-timeout' || kind === 'deadlock') return undefined
    throw thrown
  }
}

/** One try. The server's lock is tried, never waited for: its statement would hold a session that a cancel may have to reach. */
async function tryAcquire(
  session: Session,
  options: LeaseOptions,
  tables: Tables,
  watch: Watch,
): Promise<number | undefined> {
  if (session.identity === undefined) return takeRow(session, options, tables, watch)
  const params = [lockName(tables, options.project)]
  const { rows } = await session.execute({ text: 'SELECT GET_LOCK(?, 0) AS locked', params })
  if (Number(rows[0]?.['locked']) !== 1) return undefined
  const token = await takeRow(session, options, tables, watch)
  if (token === undefined) await session.execute({ text: 'SELECT RELEASE_LOCK(?)', params })
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

async function acquire(session: Session, options: LeaseOptions, tables: Tables, store: Store): Promise<number> {
  const began = performance.now()
  const watch: Watch = { seen: '', since: began }
  let told = began - 1_000
  for (const text of insertLease(tables)) await sendAgain(session, { text, params: [tables.database, options.project] })
  for (;;) {
    if (options.signal?.aborted === true)
      throw failure('canceled', 'Canceled while waiting for the deploy lock. Nothing was changed.')
    const token = await tryAcquire(session, options, tables, watch)
    if (token !== undefined) return token
    const waited = performance.now() - began
    if (waited >= options.timeouts.lease) {
      throw locked(options.project, await leaseHolder(session, options.project, store), waited)
    }
    if (options.onWaiting !== undefined && performance.now() - told >= 1_000) {
      told = performance.now()
      options.onWaiting(await leaseHolder(session, options.project, store), waited)
    }
    await sleep(poll / 2 + Math.random() * poll, undefined, { signal: options.signal }).catch(() => undefined)
  }
}

function beatOf({ session, reachable }: OpenedSession, tables: Tables, project: string, token: number): Heartbeat {
  const direct = session.identity !== undefined
  const identity = {
    id: '',
    startedAt: `${session.server.settings['server'] ?? ''}/${randomBytes(15).toString('hex')}`,
  }
  return startHeartbeat({
    config: { ...reachable.config, connectAttributes: { program_name: 'slipway heartbeat' } },
    begin: [
      // Ends the session of a process that was stopped for long; it connects again when it goes on.
      'SET SESSION autocommit = 1, SESSION wait_timeout = 60, SESSION innodb_lock_wait_timeout = 5',
      'SET SESSION TRANSACTION READ WRITE',
      `SELECT GET_LOCK('${sessionLock(identity)}', 0)`,
    ],
    beat: beatLease(tables),
    params: [identity.startedAt, tables.database, project, String(token)],
    every: 1_000,
    patience: 15_000,
    // While our session lives nobody holds us dead; through a proxy only the counter tells that we live.
    after: direct ? 1_000 : 0,
  })
}

/** The row, and the server's lock: of a session that ended the server lets go only some time after its connection closed. */
async function letGo(session: Session, project: string, tables: Tables, token: number): Promise<void> {
  const row = { text: releaseLease(tables), params: [tables.database, project, String(token)] }
  const lock = { text: 'DO RELEASE_LOCK(?)', params: [lockName(tables, project)] }
  for (const statement of session.identity === undefined ? [row] : [row, lock]) {
    await session.execute(statement).catch(() => undefined)
  }
}

/**
 * Runs `work` while holding the deploy lock: a named lock on the connection that `work` is given, and a row with a token
 * that each of its transactions verifies.
 *
 * @throws SW-LOCKED when it does not come free in `timeouts.lease` milliseconds; SW-UNSUPPORTED, SW-NOT-PRIMARY for a server
 *   that is not to be written to.
 */
export async function withLease<T>(
  target: Target,
  application: string,
  options: LeaseOptions,
  work: (lease: Lease) => Promise<T>,
): Promise<T> {
  const { store } = target
  const opened = await openSession(target, application, options.project)
  const { session } = opened
  try {
    refuseMode(opened.sqlMode)
    refuseReplica(session.server)
    const tables = await store.prepare(session)
    const token = await acquire(session, options, tables, store)
    try {
      const heartbeat = beatOf(opened, tables, options.project, token)
      try {
        return await work({ session, token, signal: heartbeat.signal })
      } finally {
        await heartbeat.stop()
      }
    } finally {
      // Where the connection is gone, a successor finds the session ended and the counter still.
      await letGo(session, options.project, tables, token)
    }
  } finally {
    await session.close()
  }
}
