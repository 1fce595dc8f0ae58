import { queryPostgres } from '../../servers/postgres.ts'
import type { SqlMigration } from '../../work/tables.ts'
import { expectSame } from '../expect-same.ts'

const catalog = `SELECT
  (SELECT coalesce(json_agg(substr(relname, 3) ORDER BY relname), '[]') FROM pg_class WHERE relkind = 'r' AND relname ~ '^t_[0-9]+$') AS tables,
  (SELECT count(*)::int FROM pg_class WHERE relkind = 'i' AND relname ~ '^t_[0-9]+_name$') AS indexes,
  (SELECT count(*)::int FROM pg_description JOIN pg_class ON pg_class.oid = objoid AND objsubid = 0 WHERE description = 'table ' || substr(relname, 3)) AS comments`

/**
 * Looks for the table, the index and the comment of each migration, and for tables of no migration.
 *
 * @throws Error when something is missing or too much, with the first of them.
 */
export async function checkTables(url: string, migrations: readonly Pick<SqlMigration, 'number'>[]): Promise<void> {
  const [found] = await queryPostgres(url, catalog)
  const tables = new Set(found?.['tables'] as readonly string[])
  const missing = migrations.filter(({ number }) => !tables.has(number)).map(({ number }) => number)
  if (missing.length > 0) throw new Error(`${missing.length} of ${migrations.length} missing, first: ${missing[0]}`)
  const counts = [tables.size, found?.['indexes'], found?.['comments']]
  expectSame(
    'tables, indexes, comments',
    counts,
    counts.map(() => migrations.length),
  )
}
