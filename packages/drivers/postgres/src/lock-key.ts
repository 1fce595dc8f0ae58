import { createHash } from 'node:crypto'
import type { Peer, Session } from '@slipway/core/plugin'
import type { Tables } from '@slipway/dialect-postgres/store'
import { sessionsOf } from './peers.ts'

/** The number of the advisory lock that guards one project: the first 64 bits of a hash. */
export interface LockKey {
  /** As the server's functions take it. */
  readonly key: string
  /** As `pg_locks` shows it. */
  readonly classid: number
  readonly objid: number
}

/** The lock of a project whose tables stand here. The server itself keeps databases apart. */
export function lockKey(tables: Tables, project: string): LockKey {
  const hash = createHash('sha256').update(`slipway:${tables.store}:${project}`).digest()
  return { key: hash.readBigInt64BE(0).toString(), classid: hash.readUInt32BE(0), objid: hash.readUInt32BE(4) }
}

/** Who holds the lock on the server, whatever the lease's row says. */
export async function lockOwner(session: Session, { classid, objid }: LockKey): Promise<Peer | undefined> {
  const { rows } = await session.execute({
    text:
      `SELECT pid::text FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1 ` +
      `AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) ` +
      `AND classid = $1::bigint::oid AND objid = $2::bigint::oid`,
    params: [classid, objid],
  })
  const pid = rows[0]?.['pid']
  return pid === undefined ? undefined : (await sessionsOf(session, [String(pid)]))[0]
}
