import { name, queryFor, type Name } from '@slipway/core/adapter'
import type { BridgeContext } from '@slipway/core/plugin'

/** Where a tool's settings put its history. */
export interface TablePlace {
  readonly table: string
  /** `undefined`: the connection's own schema. */
  readonly schema: string | undefined
}

/** The history table, as this connection sees it. */
export interface HistoryTable {
  readonly exists: boolean
  readonly schema: string
  readonly table: string
  /** To be written into statements. */
  readonly name: Name
}

/**
 * Finds the table as the tools do: in the stated schema, else in the one that the connection began with. A script may have
 * changed the search path since, so that is not asked.
 */
export async function findTable(context: BridgeContext, { table, schema }: TablePlace): Promise<HistoryTable> {
  const sql = queryFor(context.dialect)
  const stated = schema ?? null
  const query =
    context.dialect.name === 'postgres'
      ? sql`
WITH path AS (
  SELECT btrim(entry) AS entry, place
  FROM unnest(string_to_array((SELECT reset_val FROM pg_settings WHERE name = 'search_path'), ',')) WITH ORDINALITY AS p (entry, place)
), standard AS (
  SELECT n.nspname FROM path JOIN pg_namespace n ON n.nspname = CASE
    WHEN entry = '"$user"' THEN session_user WHEN entry LIKE '"%"' THEN replace(substr(entry, 2, length(entry) - 2), '""', '"')
    ELSE lower(entry) END
  WHERE has_schema_privilege(n.oid, 'USAGE') ORDER BY place LIMIT 1
), chosen AS (
  SELECT coalesce(${stated}::text, (SELECT nspname::text FROM standard), current_schema()::text, 'public') AS nspname
)
SELECT nspname AS place, CASE WHEN EXISTS (
  SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = chosen.nspname AND c.relname = ${table} AND c.relkind IN ('r', 'p')
) THEN 1 ELSE 0 END AS found FROM chosen`
      : sql`
SELECT coalesce(${stated}, database()) AS place, count(*) AS found FROM information_schema.tables
WHERE table_schema = coalesce(${stated}, database()) AND table_name = ${table}`
  const row = (await context.session.execute(query)).rows[0]
  const place = String(row?.['place'])
  return { exists: Number(row?.['found']) > 0, schema: place, table, name: name(place, table) }
}
