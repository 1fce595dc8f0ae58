import { hashStored, ownTimeouts } from '@slipway/core'
import type { Journal, Session } from '@slipway/core/plugin'
import { selectEntries, toEntry } from './entry-row.ts'
import type { Store } from './prepare.ts'
import { mayRead } from './tables.ts'

/** The journal of one project, read and written through one session. */
export function sqlJournal(session: Session, project: string, store: Store): Journal {
  return {
    async read(after = 0) {
      const { tables, existing } = await store.place(session)
      if (!existing.has('journal')) return []
      try {
        const params = [tables.database, project, String(after)]
        const { rows } = await session.execute({ text: selectEntries(tables), params })
        return hashStored(rows.map(toEntry), (index) => String(rows[index]?.['body']))
      } catch (thrown) {
        throw mayRead(tables, thrown)
      }
    },
    prepare: async () => void (await store.prepare(session)),
    async append(entries, token) {
      if (entries.length === 0) return
      await session.commit({ timeouts: ownTimeouts, entries, ...(token === undefined ? {} : { token }) })
    },
  }
}
