import { randomBytes } from 'node:crypto'
import type { BridgeLock, Json, Session } from '@slipway/core/plugin'
import type { LockSettings } from '../settings.ts'
import { command, date } from './command.ts'

/**
 * The tool's own lock: any document in its collection. The tool looks first and inserts then, so two that look at the same
 * moment both go on; nothing on our side can keep it from that. Source: lib/utils/lock.js.
 */
export function rowLock({ collection }: LockSettings): BridgeLock {
  return {
    kind: 'row',
    name: collection,
    free: freeing(collection),
    async take({ session }) {
      if (await isTaken(session, collection)) return undefined
      const held: Json = { $oid: objectId() }
      await session.execute(command({ insert: collection, documents: [{ _id: held, createdAt: date(Date.now()) }] }))
      return held
    },
    async release({ session }, held) {
      const { affected } = await session.execute(
        command({ delete: collection, deletes: [{ q: { _id: held }, limit: 1 }] }),
      )
      return affected === 1
    },
    taken: ({ session }) => isTaken(session, collection),
    // A document belongs to no session.
    sessions: async () => ({ holders: [], waiters: [] }),
  }
}

/** What a person types into mongosh to free a lock that a killed run left behind; the tool has no command for it. */
export function freeing(collection: string): string {
  return `mongosh: db.getCollection(${JSON.stringify(collection)}).deleteMany({})`
}

/** Whether anybody works, or was killed while working: the tool does not tell the two apart. */
export async function isTaken(session: Session, collection: string): Promise<boolean> {
  const { rows } = await session.execute(command({ find: collection, filter: {}, limit: 1 }))
  return rows.length > 0
}

/** Seconds since 1970 and eight random bytes. Source: https://www.mongodb.com/docs/manual/reference/bson-types/#objectid */
function objectId(): string {
  const seconds = Math.floor(Date.now() / 1000)
  return seconds.toString(16).padStart(8, '0') + randomBytes(8).toString('hex')
}
