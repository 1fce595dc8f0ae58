import { SlipwayError, ownTimeouts } from '@slipway/core'
import type { Journal, Json, Row, Session } from '@slipway/core/plugin'
import { selectEntries, toEntry } from './entry-row.ts'
import { selectOutline, toOutline } from './outline.ts'
import { mayRead, prepareStore } from './prepare.ts'
import type { Tables } from './tables.ts'

const isUndefinedTable = (thrown: unknown): boolean =>
  thrown instanceof SlipwayError && thrown.details['sqlstate'] === '42P01'

/** The journal of one project, read and written through one session. */
export function sqlJournal(session: Session, project: string, tables: Tables): Journal {
  /** The rows of a query, whose first parameter is the project; none where there is no journal. */
  const select = async (text: string, params: readonly Json[]): Promise<readonly Row[]> => {
    try {
      return (await session.execute({ text, params: [project, ...params] })).rows
    } catch (thrown) {
      if (isUndefinedTable(thrown)) return []
      throw mayRead(tables, thrown)
    }
  }
  return {
    read: async (after = 0) => (await select(selectEntries(tables), [after])).map(toEntry),
    outline: async () => toOutline(await select(selectOutline(tables), []), project),
    prepare: () => prepareStore(session, tables),
    async append(entries, token) {
      if (entries.length === 0) return
      await session.commit({ timeouts: ownTimeouts, entries, ...(token === undefined ? {} : { token }) })
    },
  }
}
