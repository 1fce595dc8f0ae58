import { SlipwayError } from '@slipway/core'
import type { Journal, Session } from '@slipway/core/plugin'
import { selectEntries, toEntry } from './entry-row.ts'
import { ownTimeouts, prepareStore } from './prepare.ts'
import { existingTables, type Tables } from './tables.ts'

/** Adds the grant that lets a role read the store. */
export function mayRead(tables: Tables, thrown: unknown): unknown {
  if (!(thrown instanceof SlipwayError) || thrown.code !== 'SW-PERMISSION') return thrown
  return new SlipwayError('SW-PERMISSION', `The journal may not be read: ${thrown.message}. Nothing was changed.`, {
    hint:
      `GRANT USAGE ON SCHEMA ${tables.schema} TO <the role>;\n` +
      `GRANT SELECT ON ALL TABLES IN SCHEMA ${tables.schema} TO <the role>;`,
    details: thrown.details,
  })
}

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
      await session.transaction(async () => undefined, {
        timeouts: ownTimeouts,
        entries,
        ...(token === undefined ? {} : { token }),
      })
    },
  }
}
