import { setTimeout as sleep } from 'node:timers/promises'
import { SlipwayError, ownTimeouts } from '@slipway/core'
import type { LeaseHolder, Peer, Session, SessionIdentity } from '@slipway/core/plugin'
import { lockName } from './lock-name.ts'
import { findSession, lockHolder } from './peers.ts'
import { sessionLock } from './session/facts.ts'
import { lockLease, revokeHeartbeat, revokeLease, selectLease, toLease, type LeaseRow } from './store/lease-row.ts'
import type { Store } from './store/prepare.ts'
import { mayRead } from './store/tables.ts'

/** Reads the lease; `undefined` where there is none yet. */
async function readLease(session: Session, project: string, store: Store): Promise<LeaseRow | undefined> {
  const { tables, existing } = await store.place(session)
  if (!existing.has('lease') || !existing.has('heartbeat')) return undefined
  try {
    const { rows } = await session.execute({ text: selectLease(tables), params: [tables.database, project] })
    return rows[0] === undefined ? undefined : toLease(rows[0])
  } catch (thrown) {
    throw mayRead(tables, thrown)
  }
}

const sessionOf = async (session: Session, row: LeaseRow | undefined): Promise<Peer | undefined> =>
  row?.session === undefined ? undefined : findSession(session, row.session)

/** Who holds the deploy lock: by its row, or by the server's own lock. */
export async function leaseHolder(session: Session, project: string, store: Store): Promise<LeaseHolder | undefined> {
  const row = await readLease(session, project, store)
  const { tables } = await store.place(session)
  const live = (await sessionOf(session, row)) ?? (await lockHolder(session, lockName(tables, project)))
  if (row?.owner === undefined && live === undefined) return undefined
  return {
    owner: row?.owner ?? 'a session that is just taking or leaving it',
    token: row?.token ?? 0,
    ...(live === undefined ? {} : { session: live }),
    heldFor: row?.heldFor ?? 0,
    beat: row?.beat ?? 0,
  }
}

/** Ends a session that holds a lock, whatever its number has come to mean in between. */
async function terminate(session: Session, lock: string): Promise<void> {
  const holder = await lockHolder(session, lock)
  if (holder === undefined) return
  try {
    await session.execute({ text: `KILL CONNECTION ${Number(holder.id)}` })
  } catch (thrown) {
    // 1094: it has just ended by itself.
    if (!(thrown instanceof SlipwayError) || thrown.details['errno'] === 1094) return
    if (thrown.code !== 'SW-PERMISSION') throw thrown
    throw new SlipwayError(
      'SW-PERMISSION',
      `This user may not end session ${holder.id}: ${thrown.message}. Nothing was changed.`,
      {
        hint: `Run it as the user of that session or as one with CONNECTION_ADMIN, or end it yourself:\nKILL CONNECTION ${holder.id};`,
        details: thrown.details,
      },
    )
  }
}

async function untilFree(session: Session, lock: string): Promise<void> {
  let holder: Peer | undefined
  for (let tries = 0; tries < 100; tries += 1) {
    holder = await lockHolder(session, lock)
    if (holder === undefined) return
    await sleep(100)
  }
  throw new SlipwayError(
    'SW-LOCKED',
    `Session ${holder?.id} was told to end and has not ended yet. It still holds the lock.`,
    { hint: 'Give it a moment, then:\n  slipway unlock --terminate' },
  )
}

async function clear(session: Session, project: string, store: Store): Promise<void> {
  const { tables } = await store.place(session)
  await session.transaction(
    async (transaction) => {
      const owner = [tables.database, project]
      const [row] = (await transaction.execute({ text: lockLease(tables), params: owner })).rows
      if (row === undefined) return
      await transaction.execute({ text: revokeLease(tables), params: [...owner, String(row['token'])] })
      await transaction.execute({ text: revokeHeartbeat(tables), params: owner })
    },
    { timeouts: ownTimeouts },
  )
}

const lockOf = (identity: SessionIdentity | undefined): readonly string[] =>
  identity === undefined ? [] : [sessionLock(identity)]

/**
 * Ends the holder's session on the server, waits until it is gone and takes its token away; its heartbeat then ends.
 *
 * @throws SW-PERMISSION when the user may not end it, SW-LOCKED when it does not end.
 */
export async function breakLease(session: Session, project: string, store: Store): Promise<void> {
  const row = await readLease(session, project, store)
  const { tables } = await store.place(session)
  for (const lock of [...lockOf(row?.session), lockName(tables, project)]) {
    await terminate(session, lock)
    await untilFree(session, lock)
  }
  if (row !== undefined) await clear(session, project, store)
  for (const lock of lockOf(row?.heartbeat)) await terminate(session, lock)
}
