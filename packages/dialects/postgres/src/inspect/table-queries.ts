import type { ObjectId } from '@slipway/core/plugin'
import type { ParameterizedQuery } from './definitions-query.ts'

/** A table whose rows can be read, as `tablesQuery` found it. */
export interface ReadableTable {
  readonly id: ObjectId
  /** Its quoted and qualified name, after ONLY where its children's rows are their own. */
  readonly source: string
  /** Names of its columns, quoted, sorted. */
  readonly columns: readonly string[]
}

/**
 * Finds the tables among some objects, as rows of {@link ReadableTable}. Absent ones, views and foreign tables are left
 * out. A partitioned table stands for the rows of all its partitions; a parent in an inheritance only for its own.
 */
export const tablesQuery = (objects: readonly ObjectId[]): ParameterizedQuery => ({
  text: `
SELECT w.id, CASE c.relkind WHEN 'r' THEN 'ONLY ' ELSE '' END || c.oid::regclass AS source,
  ARRAY(SELECT quote_ident(a.attname) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
    AND NOT a.attisdropped ORDER BY a.attname COLLATE "C") AS columns
FROM (SELECT DISTINCT id, to_regclass(substr(id, 7)) AS oid FROM unnest($1::text[]) id WHERE id LIKE 'table:%') w
JOIN pg_class c ON c.oid = w.oid AND c.relkind IN ('r', 'p')
ORDER BY w.id`,
  params: [[...objects]],
})

const literal = (value: string): string => `'${value.replaceAll("'", "''")}'`
const none = 'SELECT NULL::text AS id, NULL::bigint AS rows WHERE false'

/** Counts the rows of tables that `tablesQuery` found, in one read: rows of `id` and `rows`, a bigint. */
export const countRowsQuery = (tables: readonly ReadableTable[]): string =>
  tables.length === 0
    ? none
    : tables
        .map(({ id, source }) => `SELECT ${literal(id)} AS id, count(*) AS rows FROM ${source}`)
        .join('\nUNION ALL\n')

function checksum({ id, source, columns }: ReadableTable): string {
  const names = literal(columns.join(', '))
  const row = columns.length === 0 ? `''` : `ROW(${columns.map((name) => `t.${name}`).join(', ')})::text COLLATE "C"`
  return `SELECT ${literal(id)} AS id, ${names} || ' ' || count(*) || ' ' || coalesce(sum(hashtextextended(${row}, 0)), 0) AS checksum FROM ${source} t`
}

/**
 * One checksum over all rows of each table that `tablesQuery` found: rows of `id` and `checksum`. It does not depend on
 * the order of rows, nor on that of columns: a column dropped and added again comes last. Each row's text is hashed to
 * 64 bits and the hashes are added up, so a row that occurs twice counts twice. Run `pinnedSettings` before it.
 */
export const contentChecksumQuery = (tables: readonly ReadableTable[]): string =>
  tables.length === 0
    ? 'SELECT NULL::text AS id, NULL::text AS checksum WHERE false'
    : tables.map(checksum).join('\nUNION ALL\n')

/**
 * Estimated rows and bytes (with indexes and TOAST) of tables, materialized views and indexes: rows of `id`, `rows`,
 * `bytes`. A partitioned one has what its partitions have. Absent ones are left out.
 */
export const statsQuery = (objects: readonly ObjectId[]): ParameterizedQuery => ({
  text: `
SELECT w.id, coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint AS rows,
  coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint AS bytes
FROM (SELECT DISTINCT id, to_regclass(substr(id, strpos(id, ':') + 1)) AS oid FROM unnest($1::text[]) id
  WHERE split_part(id, ':', 1) IN ('table', 'materialized-view', 'index')) w
JOIN pg_class top ON top.oid = w.oid
CROSS JOIN LATERAL (SELECT top.oid UNION SELECT relid FROM pg_partition_tree(top.oid)) part
JOIN pg_class c ON c.oid = part.oid AND c.relkind NOT IN ('p', 'I')
GROUP BY w.id ORDER BY w.id`,
  params: [[...objects]],
})
