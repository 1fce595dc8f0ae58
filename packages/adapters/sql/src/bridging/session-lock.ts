import { queryFor } from '@slipway/core/adapter'
import type { BridgeContext, BridgeLock, Json, Peer, Row } from '@slipway/core/plugin'

/**
 * A lock on the session that dies with it: an advisory lock on PostgreSQL, a named one on MySQL and MariaDB.
 *
 * @param keyOf the number, or the name, that the tool itself uses.
 */
export function sessionLock(name: string, keyOf: (context: BridgeContext) => Promise<string>): BridgeLock {
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
      const rows = (await context.session.execute(sessions(context, await keyOf(context)))).rows
      const which = (waits: boolean): readonly Peer[] =>
        rows.filter((row) => (Number(row['waits']) === 1) === waits).map(toPeer)
      return { holders: which(false), waiters: which(true) }
    },
  }
}

type Query = ReturnType<ReturnType<typeof queryFor>>

async function tells(context: BridgeContext, query: Query): Promise<boolean> {
  const answer = (await context.session.execute(query)).rows[0]?.['answer']
  return answer === true || Number(answer) === 1
}

function take(context: BridgeContext, key: string): Query {
  const sql = queryFor(context.dialect)
  if (context.dialect.name === 'postgres') return sql`SELECT pg_try_advisory_lock(${key}::bigint) AS answer`
  return sql`SELECT GET_LOCK(${key}, 0) AS answer`
}

function release(context: BridgeContext, key: string): Query {
  const sql = queryFor(context.dialect)
  if (context.dialect.name === 'postgres') return sql`SELECT pg_advisory_unlock(${key}::bigint) AS answer`
  return sql`SELECT RELEASE_LOCK(${key}) AS answer`
}

/** On MySQL the server names the holder; who waits is told by what it runs, which is compared there and not read. */
function sessions(context: BridgeContext, key: string): Query {
  const sql = queryFor(context.dialect)
  if (context.dialect.name === 'postgres') {
    return sql`
SELECT l.pid::text AS id, a.usename::text AS who, nullif(a.application_name, '') AS application, a.state,
  round(extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.query_start)) * 1000)::float8 AS age,
  CASE WHEN l.granted THEN 0 ELSE 1 END AS waits
FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.objsubid = 1
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND (l.classid::bigint << 32) | l.objid::bigint = ${key}::bigint
ORDER BY a.xact_start`
  }
  return sql`
SELECT p.id, p.user AS who, NULL AS application, p.state, p.time * 1000 AS age, CASE WHEN p.id = held.id THEN 0 ELSE 1 END AS waits
FROM (SELECT IS_USED_LOCK(${key}) AS id) held
JOIN information_schema.processlist p ON p.id = held.id OR (p.state = 'User lock' AND locate(${key}, p.info) > 0)
ORDER BY p.time DESC`
}

function toPeer(row: Row): Peer {
  const text = (name: string): string | undefined =>
    typeof row[name] === 'string' && row[name] !== '' ? row[name] : undefined
  const [user, application, state] = [text('who'), text('application'), text('state')]
  return {
    id: String(row['id']),
    ...(user === undefined ? {} : { user }),
    ...(application === undefined ? {} : { application }),
    ...(state === undefined ? {} : { state }),
    ...(row['age'] === null || row['age'] === undefined ? {} : { age: Number(row['age']) }),
  }
}

function keyIn(held: Json): string | undefined {
  const key = typeof held === 'object' && held !== null && 'key' in held ? held.key : undefined
  return typeof key === 'string' ? key : undefined
}
