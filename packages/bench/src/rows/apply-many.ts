import type { Row } from '../harness/row.ts'
import { applyingTables } from '../rivals/postgres/applying-tables.ts'

/** More than a server's lock table holds at once, as it comes. */
export const applyMany: Row = {
  name: 'apply-many',
  title: 'many pending migrations from empty, PostgreSQL with default settings',
  sizes: { short: [], full: [2500, 5000, 10_000] },
  rounds: { short: 1, full: 1 },
  unit: 'migrations',
  reach: { words: 'completes, in at most 1.2 × the floor, which is linear', beside: 'psql', times: 1.2, at: [10_000] },
  // Beside those that apply everything in one transaction by default, at one size that is too many for them; the others are
  // in the row of fewer migrations.
  contenders: (size, setting) =>
    applyingTables({
      size,
      setting,
      names: ['slipway', 'psql', ...(size === 5000 ? (['knex', 'node-pg-migrate', 'alembic'] as const) : [])],
    }),
}
