import { ownTimeouts, SlipwayError } from '@slipway/core'
import type { Lease, Session, Storage } from '@slipway/core/plugin'
import { inBackticks } from '../dialect/names/quote-identifier.ts'
import type { Store } from './prepare.ts'
import { parts, placeOf, signIn, type Part, type Tables } from './tables.ts'

/** Where the journal is kept, or would be where a database of its own may be made. */
export async function sqlStorage(session: Session, store: Store): Promise<Storage> {
  const { tables, existing } = await store.place(session)
  return {
    name: placeOf(tables),
    parts: parts.map((part) => `${tables.prefix}${part}`),
    exists: existing.has('journal'),
  }
}

async function anyIn(session: Session, tables: Tables, some: readonly Part[], where = ''): Promise<boolean> {
  const text = `SELECT ${some.map((part) => `EXISTS (SELECT 1 FROM ${tables[part]}${where})`).join(' OR ')} AS remain`
  const params = where === '' ? [] : some.map(() => tables.database)
  return Number((await session.execute({ text, params })).rows[0]?.['remain']) === 1
}

/** Drops the database that the tables stood in, where it is ours and nothing else stands there. */
async function dropDatabase(session: Session, tables: Tables): Promise<boolean> {
  if (tables.prefix !== '') return true
  const look = 'SELECT 1 AS one FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? LIMIT 1'
  if ((await session.execute({ text: look, params: [tables.schema] })).rows.length > 0) return false
  try {
    await session.execute({ text: `DROP DATABASE ${inBackticks(tables.schema)}` })
    return true
  } catch (thrown) {
    if (thrown instanceof SlipwayError && thrown.code === 'SW-PERMISSION') return false
    throw thrown
  }
}

/**
 * Removes all rows of a project in one transaction; with the last project of a database its sign, and with the last project
 * of all the tables.
 */
export async function forgetProject(
  { session, token }: Pick<Lease, 'session' | 'token'>,
  project: string,
  store: Store,
): Promise<{ readonly whole: boolean }> {
  const { tables } = await store.place(session)
  await session.transaction(
    async (transaction) => {
      for (const part of parts) {
        const text = `DELETE FROM ${tables[part]} WHERE db = ? AND project = ?`
        await transaction.execute({ text, params: [tables.database, project] })
      }
    },
    { timeouts: ownTimeouts, token },
  )
  store.forgotten()
  if (await anyIn(session, tables, parts, ' WHERE db = ?')) return { whole: false }
  if (tables.prefix === '') await session.execute({ text: `DROP TABLE IF EXISTS ${signIn(tables.database)}` })
  if (await anyIn(session, tables, parts)) return { whole: false }
  // The lease first: without it nobody writes to the journal any more, so that what is in it now is all there will be.
  await session.execute({ text: `DROP TABLE ${tables.lease}, ${tables.heartbeat}` })
  if (await anyIn(session, tables, ['journal', 'checkpoint'])) return { whole: false }
  await session.execute({ text: `DROP TABLE ${tables.journal}, ${tables.checkpoint}` })
  return { whole: await dropDatabase(session, tables) }
}
