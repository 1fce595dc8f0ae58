import { ownTimeouts } from '@slipway/core'
import type { Lease, Session, Storage } from '@slipway/core/plugin'
import { literal } from './literal.ts'
import { mayRead } from './prepare.ts'
import { existingTables, type Tables } from './tables.ts'

const parts = ['journal', 'lease', 'checkpoint'] as const

/** Where the journal is kept. */
export async function sqlStorage(session: Session, tables: Tables): Promise<Storage> {
  try {
    const [found] = (await session.execute({ text: existingTables(tables) })).rows
    return { name: `schema ${JSON.stringify(tables.store)}`, parts, exists: found?.['journal'] === true }
  } catch (thrown) {
    throw mayRead(tables, thrown)
  }
}

const names = (tables: Tables): readonly string[] => parts.map((part) => tables[part])

/** One row: whether a project is left in any of the tables. */
const anyLeft = (tables: Tables): string =>
  `SELECT ${names(tables)
    .map((name) => `EXISTS (SELECT FROM ${name})`)
    .join(' OR ')} AS left`

const anythingIn = (tables: Tables): string =>
  `SELECT EXISTS (SELECT FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_namespace n ON n.oid = d.refobjid ` +
  `WHERE d.refclassid = 'pg_catalog.pg_namespace'::regclass AND n.nspname = ${literal(tables.store)}) AS left`

/**
 * Removes all rows of a project in one transaction, and with the last project the tables; the schema too, unless somebody
 * else keeps something in it.
 */
export async function forgetProject(
  { session, token }: Pick<Lease, 'session' | 'token'>,
  project: string,
  tables: Tables,
): Promise<{ readonly whole: boolean }> {
  return session.transaction(
    async (transaction) => {
      const isLeft = async (text: string) => (await transaction.execute({ text })).rows[0]?.['left'] === true
      // The number under which the store is made: nobody makes it anew while it goes.
      await transaction.execute({ text: 'SELECT pg_advisory_xact_lock(7310009, 1)' })
      for (const table of names(tables))
        await transaction.execute({ text: `DELETE FROM ${table} WHERE project = $1`, params: [project] })
      if (await isLeft(anyLeft(tables))) return { whole: false }
      await transaction.execute({ text: `LOCK TABLE ${names(tables).join(', ')} IN ACCESS EXCLUSIVE MODE` })
      if (await isLeft(anyLeft(tables))) return { whole: false }
      await transaction.execute({ text: `DROP TABLE ${names(tables).join(', ')}` })
      if (await isLeft(anythingIn(tables))) return { whole: false }
      await transaction.execute({ text: `DROP SCHEMA ${tables.schema}` })
      return { whole: true }
    },
    { timeouts: ownTimeouts, token },
  )
}
