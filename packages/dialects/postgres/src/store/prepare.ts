import { SlipwayError, ownTimeouts } from '@slipway/core'
import type { Row, Session } from '@slipway/core/plugin'
import { definitions, existingTables, type Tables } from './tables.ts'

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

const missing = (tables: Tables, row: Row | undefined): readonly string[] => {
  const statements = definitions(tables)
  const parts = ['schema', 'journal', 'checkpoint', 'lease'] as const
  return parts.filter((part) => row?.[part] !== true).map((part) => statements[part])
}

/**
 * Creates the schema and tables that are missing. Many may do it at once: all but one wait for it. A role without the
 * right to create can work with tables that are there.
 *
 * @throws SW-PERMISSION naming the grant that cures it.
 */
export async function prepareStore(session: Session, tables: Tables): Promise<void> {
  const look = { text: existingTables(tables) }
  try {
    if (missing(tables, (await session.execute(look)).rows[0]).length === 0) return
  } catch (thrown) {
    throw mayRead(tables, thrown)
  }
  try {
    await session.transaction(
      async (transaction) => {
        // A number of our own, held until commit; a transaction-mode pooler keeps that too.
        await transaction.execute({ text: 'SELECT pg_advisory_xact_lock(7310009, 1)' })
        for (const text of missing(tables, (await transaction.execute(look)).rows[0]))
          await transaction.execute({ text })
      },
      { timeouts: ownTimeouts },
    )
  } catch (thrown) {
    if (!(thrown instanceof SlipwayError) || thrown.code !== 'SW-PERMISSION') throw thrown
    throw new SlipwayError('SW-PERMISSION', `The journal cannot be created: ${thrown.message}. Nothing was changed.`, {
      hint: `CREATE SCHEMA ${tables.schema} AUTHORIZATION <the role that deploys>;`,
      details: thrown.details,
    })
  }
}
