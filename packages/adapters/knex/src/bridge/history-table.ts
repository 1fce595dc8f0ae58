import type { BridgeContext } from '@slipway/core/plugin'
import { name, queryFor, type Name, type Query } from '@slipway/core/adapter'

/** Where knex keeps its history. */
export interface TableSettings {
  /** `knex_migrations`, unless the knexfile says otherwise. */
  readonly tableName: string
  readonly schemaName?: string | undefined
  /** `searchPath` of the knexfile, where it sets one. */
  readonly searchPath?: readonly string[]
}

/** Knex's two tables, as they are in the database. */
export interface HistoryTables {
  readonly history: Name
  readonly lock: Name
  /** Which of them are there. */
  readonly found: { readonly history: boolean; readonly lock: boolean }
}

/**
 * Finds knex's tables: in the schema that the knexfile names, else in the first one of its search path, or of the path that
 * the session began with. A migration may have set another path meanwhile.
 */
export async function findTables(context: BridgeContext, settings: TableSettings): Promise<HistoryTables> {
  const { tableName, schemaName } = settings
  const query = context.dialect.name === 'postgres' ? onPostgres : onMysql
  const { rows } = await context.session.execute(query(context, settings))
  const schema = schemaName ?? (rows[0]?.['place'] as string | null | undefined) ?? undefined
  return {
    history: name(schema, tableName),
    lock: name(schema, lockName(settings)),
    found: { history: rows[0]?.['history'] === 'yes', lock: rows[0]?.['locks'] === 'yes' },
  }
}

/** The name of the table that knex locks by. */
export function lockName({ tableName }: TableSettings): string {
  return `${tableName}_lock`
}

function onPostgres({ dialect, session }: BridgeContext, settings: TableSettings): Query {
  const own = settings.searchPath?.map((schema) => `"${schema.replaceAll('"', '""')}"`) ?? []
  const path = own.length > 0 ? own.join(',') : (session.server.settings['search_path'] ?? 'public')
  return queryFor(dialect)`
    SELECT n.nspname::text AS place,
      CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid AND c.relname = ${settings.tableName}::text)
        THEN 'yes' ELSE 'no' END AS history,
      CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid AND c.relname = ${lockName(settings)}::text)
        THEN 'yes' ELSE 'no' END AS locks
    FROM pg_catalog.unnest(pg_catalog.string_to_array(${path}::text, ',')) WITH ORDINALITY AS p (part, position)
    JOIN pg_catalog.pg_namespace n ON n.nspname = coalesce(${settings.schemaName ?? null}::text,
      CASE pg_catalog.btrim(p.part) WHEN '"$user"' THEN current_user::text
        ELSE pg_catalog.replace(pg_catalog.btrim(p.part, ' "'), '""', '"') END)
    ORDER BY p.position LIMIT 1`
}

function onMysql({ dialect }: BridgeContext, settings: TableSettings): Query {
  return queryFor(dialect)`
    SELECT NULL AS place,
      CASE WHEN SUM(TABLE_NAME = ${settings.tableName}) > 0 THEN 'yes' ELSE 'no' END AS history,
      CASE WHEN SUM(TABLE_NAME = ${lockName(settings)}) > 0 THEN 'yes' ELSE 'no' END AS locks
    FROM information_schema.TABLES
    WHERE TABLE_SCHEMA = COALESCE(${settings.schemaName ?? null}, DATABASE())
      AND TABLE_NAME IN (${settings.tableName}, ${lockName(settings)})`
}
