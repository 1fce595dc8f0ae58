import { setTimeout as sleep } from 'node:timers/promises'
import { failureKind, hashStored, ownTimeouts } from '@slipway/core'
import type { Journal, Session } from '@slipway/core/plugin'
import { readAllOf } from '../session/read-all.ts'
import { insideOf } from '../session/inside.ts'
import { toEntry } from './entry-document.ts'
import { mayUse, prepareStore } from './prepare.ts'

/** How often an append that meets another one is tried again. */
const tries = 20

/** The journal of one project, read and written through one session. */
export function mongoJournal(session: Session, project: string): Journal {
  const inside = insideOf(session)
  const { store } = inside
  return {
    async read(after = 0) {
      try {
        const found = await readAllOf(inside, store.database, {
          find: store.journal,
          filter: { database: store.target, project, seq: { $gt: after } },
          sort: { seq: 1 },
          // What the majority does not have may be taken back by a failover.
          ...(inside.transactions ? { readConcern: { level: 'majority' } } : {}),
        })
        return hashStored(found.map(toEntry), (index) => String(found[index]?.['body']))
      } catch (thrown) {
        throw mayUse(store, thrown, 'read')
      }
    },
    prepare: () => prepareStore(inside),
    async append(entries, token) {
      if (entries.length === 0) return
      const options = { timeouts: ownTimeouts, entries, ...(token === undefined ? {} : { token }) }
      for (let again = tries; ; again -= 1) {
        try {
          return await session.transaction(async () => undefined, options)
        } catch (thrown) {
          // Somebody else writes under the same key right now; when they are through, it is theirs or it is free.
          if (failureKind(thrown) !== 'serialization' || again === 0) throw thrown
          await sleep(Math.random() * 100)
        }
      }
    },
  }
}
