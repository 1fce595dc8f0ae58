import { name, queryFor } from '@slipway/core/adapter'
import type { Bridge, BridgeContext, Json } from '@slipway/core/plugin'

/** The smallest framework with a history of its own: a table of names in batches, a flag for what failed, a row as its lock. */
export const legacyBridge: Bridge = {
  name: 'legacy',
  objects: ['*.legacy_*'],
  lock: {
    kind: 'row',
    name: 'legacy_lock',
    async take({ session }) {
      const { rows } = await session.execute({
        text: 'UPDATE legacy_lock SET held = held + 1, locked = true WHERE NOT locked RETURNING held',
      })
      return rows[0] === undefined ? undefined : Number(rows[0]['held'])
    },
    async release(context, held) {
      const query = queryFor(context.dialect)
      const { affected } = await context.session.execute(
        query`UPDATE legacy_lock SET locked = false WHERE locked AND held = ${held}`,
      )
      return affected === 1
    },
    sessions: async () => ({ holders: [], waiters: [] }),
  },
  async read({ session }) {
    const { rows: there } = await session.execute({ text: "SELECT to_regclass('legacy_history') IS NOT NULL AS there" })
    if (there[0]?.['there'] !== true) return { exists: false, applied: [], failed: [], notices: [] }
    const { rows } = await session.execute({ text: 'SELECT name, batch, failed FROM legacy_history ORDER BY id' })
    return {
      exists: true,
      applied: rows
        .filter((row) => row['failed'] !== true)
        .map((row) => ({ id: String(row['name']), batch: String(row['batch']), raw: row as Json })),
      failed: rows
        .filter((row) => row['failed'] === true)
        .map((row) => ({
          id: String(row['name']),
          message: 'legacy calls it failed.',
          hint: `slipway repair --forget ${String(row['name'])} --why "..."`,
        })),
      notices: [],
    }
  },
  async prepare({ session }) {
    await session.execute({
      text: 'CREATE TABLE IF NOT EXISTS legacy_history (id serial PRIMARY KEY, name text UNIQUE, batch int, failed bool NOT NULL DEFAULT false)',
    })
    await session.execute({
      text: 'CREATE TABLE IF NOT EXISTS legacy_lock AS SELECT 0 AS held, false AS locked',
    })
  },
  async write(context, { direction, migration, together }) {
    const query = queryFor(context.dialect)
    const table = name('legacy_history')
    if (direction === 'down') {
      await context.session.execute(query`DELETE FROM ${table} WHERE name = ${migration}`)
      return
    }
    const batch = await batchOf(context, together)
    await context.session.execute(
      query`INSERT INTO ${table} (name, batch) VALUES (${migration}, ${batch}) ON CONFLICT (name) DO NOTHING`,
    )
  },
}

async function batchOf({ session, dialect }: BridgeContext, together: readonly string[]): Promise<number> {
  const query = queryFor(dialect)
  const { rows } = await session.execute(
    query`SELECT coalesce(max(batch) FILTER (WHERE name = ANY(${[...together]})), coalesce(max(batch), 0) + 1) AS batch FROM legacy_history`,
  )
  return Number(rows[0]?.['batch'])
}
