import { setTimeout as sleep } from 'node:timers/promises'
import { SlipwayError, ownTimeouts } from '@slipway/core'
import type { LeaseHolder, Peer, Session, SessionIdentity } from '@slipway/core/plugin'
import {
  existingTables,
  lockLease,
  mayRead,
  revokeLease,
  selectLease,
  startText,
  toLease,
  type LeaseRow,
  type Tables,
} from '@slipway/dialect-postgres/store'
import { lockKey, lockOwner } from './lock-key.ts'
import { findSession } from './peers.ts'

/** Reads the lease's row; `undefined` where there is none yet. */
async function readLease(session: Session, project: string, tables: Tables): Promise<LeaseRow | undefined> {
  try {
    const { rows: found } = await session.execute({ text: existingTables(tables) })
    if (found[0]?.['lease'] !== true) return undefined
    const { rows } = await session.execute({ text: selectLease(tables), params: [project] })
    return rows[0] === undefined ? undefined : toLease(rows[0])
  } catch (thrown) {
    throw mayRead(tables, thrown)
  }
}

const sessionOf = async (session: Session, row: LeaseRow | undefined): Promise<Peer | undefined> =>
  row?.session === undefined ? undefined : findSession(session, row.session)

/** Who holds the deploy lock: by its row, or by the server's own lock. */
export async function leaseHolder(session: Session, project: string, tables: Tables): Promise<LeaseHolder | undefined> {
  const row = await readLease(session, project, tables)
  const live = (await sessionOf(session, row)) ?? (await lockOwner(session, lockKey(tables, project)))
  if (row?.owner === undefined && live === undefined) return undefined
  return {
    owner: row?.owner ?? 'a session that is just taking or leaving it',
    token: row?.token ?? 0,
    ...(live === undefined ? {} : { session: live }),
    heldFor: row?.heldFor ?? 0,
    beat: row?.beat ?? 0,
  }
}

async function terminate(session: Session, { id, startedAt }: SessionIdentity): Promise<void> {
  const text =
    `SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a WHERE a.pid = $1::integer ` +
    `AND (a.backend_start IS NULL OR ${startText('a.backend_start')} = $2)`
  try {
    await session.execute({ text, params: [id, startedAt] })
  } catch (thrown) {
    if (!(thrown instanceof SlipwayError) || thrown.code !== 'SW-PERMISSION') throw thrown
    throw new SlipwayError(
      'SW-PERMISSION',
      `This role may not end session ${id}: ${thrown.message}. Nothing was changed.`,
      {
        hint: `Run it as the role of that session or as a member of pg_signal_backend, or end it yourself:\nSELECT pg_terminate_backend(${id});`,
        details: thrown.details,
      },
    )
  }
}

async function identityOf(session: Session, peer: Peer): Promise<SessionIdentity> {
  const text = `SELECT ${startText('backend_start')} AS start FROM pg_stat_activity WHERE pid = $1::integer`
  const { rows } = await session.execute({ text, params: [peer.id] })
  return { id: peer.id, startedAt: String(rows[0]?.['start']) }
}

async function untilGone(session: Session, identity: SessionIdentity): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if ((await findSession(session, identity)) === undefined) return
    await sleep(100)
  }
  throw new SlipwayError(
    'SW-LOCKED',
    `Session ${identity.id} was told to end and has not ended yet. It still holds the lock.`,
    {
      hint: 'Give it a moment, then:\n  slipway unlock --terminate',
    },
  )
}

async function clear(session: Session, project: string, tables: Tables): Promise<LeaseRow | undefined> {
  return session.transaction(
    async (transaction) => {
      const row = (await transaction.execute({ text: lockLease(tables), params: [project] })).rows[0]
      if (row === undefined) return undefined
      const lease = toLease(row)
      await transaction.execute({ text: revokeLease(tables), params: [project, lease.token] })
      return lease
    },
    { timeouts: ownTimeouts },
  )
}

/**
 * Ends the holder's session on the server, waits until it is gone and takes its token away; its heartbeat then ends.
 *
 * @throws SW-PERMISSION when the role may not end it, SW-LOCKED when it does not end.
 */
export async function breakLease(session: Session, project: string, tables: Tables): Promise<void> {
  const row = await readLease(session, project, tables)
  const owner = await lockOwner(session, lockKey(tables, project))
  const ending = [
    ...(row?.session === undefined ? [] : [row.session]),
    ...(owner === undefined || owner.id === row?.session?.id ? [] : [await identityOf(session, owner)]),
  ]
  for (const identity of ending) {
    await terminate(session, identity)
    await untilGone(session, identity)
  }
  const cleared = row === undefined ? undefined : await clear(session, project, tables)
  if (cleared?.heartbeat !== undefined) await terminate(session, cleared.heartbeat)
}
