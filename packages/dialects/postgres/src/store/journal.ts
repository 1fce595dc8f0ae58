import { ownTimeouts } from '@slipway/core'
import type { Journal, Session } from '@slipway/core/plugin'
import { selectEntries, toEntry } from './entry-row.ts'
import { mayRead, prepareStore } from './prepare.ts'
import { existingTables, type Tables } from './tables.ts'

/** The journal of one project, read and written through one session. */
export function sqlJournal(session: Session, project: string, tables: Tables): Journal {
  let exists = false
  return {
    async read(after = 0) {
      try {
        exists ||= (await session.execute({ text: existingTables(tables) })).rows[0]?.['journal'] === true
        if (!exists) return []
        const { rows } = await session.execute({ text: selectEntries(tables), params: [project, after] })
        return rows.map(toEntry)
      } catch (thrown) {
        throw mayRead(tables, thrown)
      }
    },
    prepare: () => prepareStore(session, tables),
    async append(entries, token) {
      if (entries.length === 0) return
      await session.commit({ timeouts: ownTimeouts, entries, ...(token === undefined ? {} : { token }) })
    },
  }
}
