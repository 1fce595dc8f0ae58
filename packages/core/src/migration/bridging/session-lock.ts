import type { BridgeContext, BridgeLock } from '../../contract/bridge.ts'
import type { Peer } from '../../contract/driver.ts'
import type { Json } from '../../contract/plugin.ts'
import { peerOf } from './peer-of.ts'
import { queryFor, type Query } from './query.ts'

/**
 * A framework's lock that dies with the session that took it: an advisory lock on PostgreSQL, a named one on MySQL and MariaDB.
 *
 * @param name as people know it.
 * @param keyOf the number, or the name, that the framework itself uses.
 */
export function sessionLock(name: string, keyOf: (context: BridgeContext) => string | Promise<string>): BridgeLock {
  return {
    kind: 'session',
    name,

    async take(context) {
      const key = await keyOf(context)
      return (await tells(context, take(context, key))) ? { key } : undefined
    },

    async release(context, held) {
      const key = keyIn(held)
      return key !== undefined && (await tells(context, release(context, key)))
    },

    async sessions(context) {
      const { rows } = await context.session.execute(sessions(context, await keyOf(context)))
      const which = (waits: boolean): readonly Peer[] =>
        rows.filter((row) => (Number(row['waits']) === 1) === waits).map(peerOf)
      return { holders: which(false), waiters: which(true) }
    },
  }
}

async function tells({ session }: BridgeContext, query: Query): Promise<boolean> {
  const answer = (await session.execute(query)).rows[0]?.['answer']
  return answer === true || Number(answer) === 1
}

function take({ dialect }: BridgeContext, key: string): Query {
  const sql = queryFor(dialect)
  return dialect.name === 'postgres'
    ? sql`SELECT pg_try_advisory_lock(${key}::bigint) AS answer`
    : sql`SELECT GET_LOCK(${key}, 0) AS answer`
}

function release({ dialect }: BridgeContext, key: string): Query {
  const sql = queryFor(dialect)
  return dialect.name === 'postgres'
    ? sql`SELECT pg_advisory_unlock(${key}::bigint) AS answer`
    : sql`SELECT RELEASE_LOCK(${key}) AS answer`
}

/**
 * On MySQL the server names the holder, also to who may see nothing else of it; who waits is told by what it runs, which is
 * compared there and not read.
 */
function sessions({ dialect }: BridgeContext, key: string): Query {
  const sql = queryFor(dialect)
  return dialect.name === 'postgres'
    ? sql`
SELECT l.pid::text AS id, a.usename::text AS "user", a.application_name AS application, a.state,
  round(extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.query_start, a.backend_start)) * 1000)::float8 AS age,
  CASE WHEN l.granted THEN 0 ELSE 1 END AS waits
FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.objsubid = 1
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND (l.classid::bigint << 32) | l.objid::bigint = ${key}::bigint
ORDER BY a.xact_start`
    : sql`
SELECT CAST(held.id AS CHAR) AS id, p.USER AS user, p.STATE AS state, p.TIME * 1000 AS age, 0 AS waits
FROM (SELECT IS_USED_LOCK(${key}) AS id) held LEFT JOIN information_schema.PROCESSLIST p ON p.ID = held.id
WHERE held.id IS NOT NULL
UNION ALL
SELECT CAST(p.ID AS CHAR) AS id, p.USER AS user, p.STATE AS state, p.TIME * 1000 AS age, 1 AS waits
FROM information_schema.PROCESSLIST p WHERE p.STATE = 'User lock' AND LOCATE(${key}, p.INFO) > 0`
}

function keyIn(held: Json): string | undefined {
  const key = typeof held === 'object' && held !== null && 'key' in held ? held.key : undefined
  return typeof key === 'string' ? key : undefined
}
