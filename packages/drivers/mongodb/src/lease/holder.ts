import { setTimeout as sleep } from 'node:timers/promises'
import { SlipwayError } from '@slipway/core'
import type { LeaseHolder, Peer, Session, SessionIdentity } from '@slipway/core/plugin'
import { insideOf } from '../session/inside.ts'
import { readLease, revokeLease, userOf } from '../store/lease-document.ts'
import { cannotSee, endTransactions, findSession, operations, unseen } from './peers.ts'

/** Who holds the deploy lock. */
export async function leaseHolder(session: Session, project: string): Promise<LeaseHolder | undefined> {
  const lease = await readLease(insideOf(session), project)
  if (lease?.owner === undefined) return undefined
  const live = lease.session === undefined ? undefined : await findSession(session, lease.session)
  return {
    owner: lease.owner,
    token: lease.token,
    ...(live === undefined ? {} : { session: live }),
    heldFor: lease.heldFor,
    beat: lease.beat,
  }
}

/** Ends what a session runs. Its connections stay: MongoDB cannot close them from outside. */
async function endOperations(session: Session, { id }: SessionIdentity): Promise<void> {
  const inside = insideOf(session)
  const running = await operations(inside, {
    active: true,
    opid: { $exists: true },
    $or: [{ appName: { $regex: `#${id}$` } }, { 'command.comment': { $regex: `#${id}$` } }],
  })
  for (const operation of running.operations) {
    try {
      await inside.command('admin', { killOp: 1, op: operation['opid'] as number })
    } catch (thrown) {
      if (!(thrown instanceof SlipwayError) || thrown.code !== 'SW-PERMISSION') throw thrown
      throw new SlipwayError(
        'SW-PERMISSION',
        `This user may not end what another one runs: ${thrown.message}. Nothing was changed.`,
        {
          hint: `Run it as the user of that session, or let an administrator end it:\n  db.killOp(${String(operation['opid'])})`,
          details: thrown.details,
        },
      )
    }
  }
}

async function untilGone(session: Session, identity: SessionIdentity): Promise<Peer | undefined> {
  let found: Peer | undefined
  for (let tries = 0; tries < 25; tries += 1) {
    found = await findSession(session, identity)
    if (found === undefined) return undefined
    await sleep(200)
  }
  return found
}

/**
 * Takes the holder's token away, ends what it runs on the server and waits until its connections are closed, which its own
 * process does when it sees the token gone.
 *
 * @throws SW-PERMISSION when the user may not see or end it, SW-LOCKED when the process does not let go of its connections.
 */
export async function breakLease(session: Session, project: string): Promise<void> {
  const inside = insideOf(session)
  const lease = await readLease(inside, project)
  if (lease?.owner === undefined) return
  if (lease.session !== undefined) {
    const user = userOf(lease)
    const live = await findSession(session, lease.session)
    if (live === undefined && (await cannotSee(inside, user))) throw unseen({ ...lease.session, ...(user && { user }) })
    await endTransactions(inside, lease.session)
  }
  await revokeLease(inside, project, lease.token)
  if (lease.session === undefined) return
  await endOperations(session, lease.session)
  const left = await untilGone(session, lease.session)
  if (left === undefined) return
  throw new SlipwayError(
    'SW-LOCKED',
    `The lock was taken from ${lease.owner} and what it ran was ended; its process still has connections open.`,
    {
      hint: 'End that process: MongoDB cannot close a connection from outside, and what it sent last must not arrive late. Then:\n  slipway resume',
      details: { project, session: lease.session.id },
    },
  )
}
