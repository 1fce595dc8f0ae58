import { connection } from './query.ts'

/** Everything in a database that a migration of these suites can change: definitions and rows, as sorted lines. */
export type Snapshot = readonly string[]

const own = "n.nspname NOT IN ('slipway', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'"

const catalog = `
SELECT format('%s %s.%s %s', c.relkind, n.nspname, c.relname,
  coalesce(pg_get_expr(c.relpartbound, c.oid), '')) AS line
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${own}
UNION ALL
SELECT format('column %s.%s.%s %s %s %s', n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
  a.attnotnull, pg_get_expr(d.adbin, d.adrelid))
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE ${own} AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v')
UNION ALL
SELECT format('%s valid=%s ready=%s live=%s', pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisready, i.indislive)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${own}
UNION ALL
SELECT format('constraint %s.%s %s %s valid=%s', n.nspname, r.relname, c.conname, pg_get_constraintdef(c.oid), c.convalidated)
FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace LEFT JOIN pg_class r ON r.oid = c.conrelid WHERE ${own}
UNION ALL
SELECT format('partition %s of %s', i.inhrelid::regclass, i.inhparent::regclass) FROM pg_inherits i
JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${own} AND c.relkind IN ('r', 'p')
UNION ALL
SELECT format('label %s.%s %s', n.nspname, t.typname, e.enumlabel) FROM pg_enum e
JOIN pg_type t ON t.oid = e.enumtypid JOIN pg_namespace n ON n.oid = t.typnamespace WHERE ${own}
UNION ALL
SELECT format('routine %s', p.oid::regprocedure) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${own}`

/** Reads a {@link Snapshot}. Shares no code with Slipway. */
export async function snapshot(url: string): Promise<Snapshot> {
  await using client = await connection(url)
  const lines = (await client.rows(catalog)).map((row) => String(row['line']))
  const tables = await client.rows(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE ${own} AND c.relkind = 'r'`,
  )
  for (const { name } of tables) {
    const rows = await client.rows(`SELECT to_json(t)::text AS row FROM ${String(name)} t`)
    for (const { row } of rows) lines.push(`row ${String(name)} ${String(row)}`)
  }
  return lines.sort()
}

/** The journal, checkpoints aside, as it stands: what a command that promises to change nothing must leave. */
export async function journalRows(url: string): Promise<readonly string[]> {
  await using client = await connection(url)
  const [found] = await client.rows(`SELECT to_regclass('slipway.journal') IS NOT NULL AS there`)
  if (found?.['there'] !== true) return []
  return (await client.rows('SELECT to_json(j)::text AS row FROM slipway.journal j ORDER BY seq')).map((row) =>
    String(row['row']),
  )
}
