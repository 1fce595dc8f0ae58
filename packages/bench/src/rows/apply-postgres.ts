import type { Row } from '../harness/row.ts'
import { applyingTables } from '../rivals/postgres/applying-tables.ts'
import { postgresNamesAt } from '../rivals/postgres/postgres-tools.ts'

/** Each migration creates a table, an index and a comment. */
export const applyPostgres: Row = {
  name: 'apply',
  title: 'apply small migrations from empty, PostgreSQL',
  sizes: { short: [200], full: [500, 1000, 2000] },
  rounds: { short: 2, full: 3 },
  unit: 'migrations',
  reach: { words: 'at most 1.0 × the floor', beside: 'psql', times: 1, at: [1000] },
  contenders: (size, setting) => applyingTables({ size, setting, names: postgresNamesAt(size, [500, 2000]) }),
}
