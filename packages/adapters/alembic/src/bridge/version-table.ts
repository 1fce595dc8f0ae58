import { makeOnce, name, queryFor, type Name } from '@slipway/core/adapter'
import type { BridgeContext } from '@slipway/core/plugin'

/** Where Alembic keeps its heads. */
export interface VersionTable {
  readonly table: string
  /** `undefined`: where the server looks first. */
  readonly schema: string | undefined
}

/** As it is written into statements. */
export const nameOf = ({ table, schema }: VersionTable): Name => name(schema, table)

/**
 * Where no schema is stated, the one in which the connection as it began finds the table: a revision may set another search
 * path, on which another table of that name stands.
 */
export async function settle(context: BridgeContext, at: VersionTable): Promise<VersionTable> {
  if (at.schema !== undefined || context.dialect.name !== 'postgres') return at
  const sql = queryFor(context.dialect)
  const { rows } = await context.session.execute(sql`
SELECT n.nspname::text AS place
FROM unnest(string_to_array((SELECT reset_val FROM pg_settings WHERE name = 'search_path'), ',')) WITH ORDINALITY AS p (entry, place)
JOIN pg_namespace n ON n.nspname = CASE btrim(p.entry) WHEN '"$user"' THEN session_user::text
  ELSE CASE WHEN btrim(p.entry) LIKE '"%"' THEN replace(substr(btrim(p.entry), 2, length(btrim(p.entry)) - 2), '""', '"')
    ELSE lower(btrim(p.entry)) END END
JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = ${at.table} AND c.relkind IN ('r', 'p')
ORDER BY p.place LIMIT 1`)
  const place = rows[0]?.['place']
  return { table: at.table, schema: typeof place === 'string' ? place : undefined }
}

/** Whether the table is there. */
export async function exists({ session, dialect }: BridgeContext, { table, schema }: VersionTable): Promise<boolean> {
  const sql = queryFor(dialect)
  const path = schema === undefined ? dialect.quote(table) : `${dialect.quote(schema)}.${dialect.quote(table)}`
  const query =
    dialect.name === 'postgres'
      ? sql`SELECT 1 AS there WHERE to_regclass(${path}) IS NOT NULL`
      : sql`SELECT 1 AS there FROM information_schema.tables WHERE table_schema = coalesce(${schema ?? null}, database()) AND table_name = ${table}`
  return (await session.execute(query)).rows.length > 0
}

/** Creates the table as Alembic does. */
export async function prepareTable(context: BridgeContext, at: VersionTable): Promise<void> {
  const sql = queryFor(context.dialect)
  const key = name(`${at.table}_pkc`)
  await makeOnce(async () => {
    if (await exists(context, at)) return
    await context.session.execute(
      sql`CREATE TABLE ${nameOf(at)} (version_num VARCHAR(32) NOT NULL, CONSTRAINT ${key} PRIMARY KEY (version_num))`,
    )
  })
}

/** What the table holds, sorted. */
export async function readHeads({ session, dialect }: BridgeContext, at: VersionTable): Promise<readonly string[]> {
  const sql = queryFor(dialect)
  const { rows } = await session.execute(sql`SELECT version_num AS head FROM ${nameOf(at)}`)
  return rows.map((row) => String(row['head'])).toSorted()
}
