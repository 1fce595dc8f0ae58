import type { BridgeContext, Peer, Row } from '@slipway/core/plugin'
import { peerOf, queryFor, type Query } from '@slipway/core/adapter'
import { findTables, lockName, type HistoryTables, type TableSettings } from './history-table.ts'

/**
 * Sessions at knex's lock. A row that is taken and committed belongs to no session, so there are none; while knex runs all
 * pending migrations in one transaction, the row is that transaction's, and who comes next waits for it.
 */
export async function lockSessions(
  context: BridgeContext,
  settings: TableSettings,
): Promise<{ readonly holders: readonly Peer[]; readonly waiters: readonly Peer[] }> {
  const tables = await findTables(context, settings)
  // MariaDB shows locks from a cache that it renews only when nobody has read it for a tenth of a second.
  if (context.session.server.flavor === 'mariadb') await ask(context, { text: 'DO SLEEP(0.11)', params: [] })
  const rows = tables.found.lock ? await ask(context, queryOf(context, tables, settings)) : []
  const peers = (role: string): readonly Peer[] => rows.filter((row) => row['role'] === role).map(peerOf)
  return { holders: peers('holds'), waiters: peers('waits') }
}

/** What others do is a courtesy to know: a role that may not see it works without. */
async function ask({ session }: BridgeContext, query: Query): Promise<readonly Row[]> {
  try {
    return (await session.execute(query)).rows
  } catch {
    return []
  }
}

function queryOf({ dialect, session }: BridgeContext, { lock }: HistoryTables, settings: TableSettings): Query {
  const query = queryFor(dialect)
  if (dialect.name === 'postgres') {
    const table = lock.name.map((part) => dialect.quote(part)).join('.')
    return query`
      WITH at_lock AS (
        SELECT DISTINCT l.pid FROM pg_catalog.pg_locks l
        WHERE l.locktype = 'relation' AND l.granted AND l.mode = 'RowExclusiveLock'
          AND l.relation = pg_catalog.to_regclass(${table}::text) AND l.pid <> pg_catalog.pg_backend_pid()
          AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
      )
      SELECT a.pid::text AS id, a.usename::text AS "user", a.application_name AS application, a.state,
        round(extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.backend_start)) * 1000)::float8 AS age,
        CASE WHEN pg_catalog.pg_blocking_pids(a.pid) && ARRAY(SELECT pid FROM at_lock) THEN 'waits' ELSE 'holds' END AS role
      FROM pg_catalog.pg_stat_activity a JOIN at_lock ON at_lock.pid = a.pid ORDER BY a.xact_start`
  }
  const locks = lockName(settings)
  return session.server.flavor === 'mysql'
    ? query`
      SELECT DISTINCT CAST(p.ID AS CHAR) AS id, p.USER AS user, p.STATE AS state, p.TIME * 1000 AS age,
        CASE l.LOCK_STATUS WHEN 'WAITING' THEN 'waits' ELSE 'holds' END AS role
      FROM performance_schema.data_locks l
      JOIN performance_schema.threads t ON t.THREAD_ID = l.THREAD_ID
      JOIN information_schema.PROCESSLIST p ON p.ID = t.PROCESSLIST_ID
      WHERE l.LOCK_TYPE = 'RECORD' AND l.OBJECT_SCHEMA = COALESCE(${settings.schemaName ?? null}, DATABASE())
        AND l.OBJECT_NAME = ${locks} AND p.ID <> CONNECTION_ID()`
    : query`
      SELECT DISTINCT CAST(p.ID AS CHAR) AS id, p.USER AS user, p.STATE AS state, p.TIME * 1000 AS age,
        CASE WHEN w.requesting_trx_id IS NULL THEN 'holds' ELSE 'waits' END AS role
      FROM information_schema.INNODB_LOCKS l
      JOIN information_schema.INNODB_TRX t ON t.trx_id = l.lock_trx_id
      JOIN information_schema.PROCESSLIST p ON p.ID = t.trx_mysql_thread_id
      LEFT JOIN information_schema.INNODB_LOCK_WAITS w ON w.requesting_trx_id = l.lock_trx_id
      WHERE l.lock_table = CONCAT('\`', COALESCE(${settings.schemaName ?? null}, DATABASE()), '\`.\`', ${locks}, '\`') AND p.ID <> CONNECTION_ID()`
}
