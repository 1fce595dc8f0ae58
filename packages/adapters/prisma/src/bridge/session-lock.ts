import type { BridgeContext, BridgeLock, Json, Peer, Row } from '@slipway/core/plugin'
import { queryFor } from '@slipway/core/adapter'

/** The number that Prisma's engine chose for its advisory lock on PostgreSQL: `flavour/postgres.rs`. */
const key = 72707369

/** The name of its lock on MySQL, one for the whole server: `flavour/mysql.rs`. */
const lockName = 'prisma_migrate'

/**
 * The lock that `prisma migrate` holds while it works, freed by the server with its session. Prisma waits for it inside the
 * server, for ten seconds.
 */
export function sessionLock(provider: 'postgresql' | 'mysql'): BridgeLock {
  return {
    kind: 'session',
    name: provider === 'postgresql' ? `advisory lock ${key}` : `lock '${lockName}'`,
    take,
    release,
    sessions,
  }
}

async function take(context: BridgeContext): Promise<Json | undefined> {
  const [row] = await ask(
    context,
    isPostgres(context)
      ? `SELECT pg_try_advisory_lock(${key}) AS got, pg_backend_pid()::text AS session`
      : `SELECT GET_LOCK('${lockName}', 0) = 1 AS got, CAST(CONNECTION_ID() AS CHAR) AS session`,
  )
  return isTrue(row, 'got') ? { session: String(row?.['session']) } : undefined
}

async function release(context: BridgeContext, held: Json): Promise<boolean> {
  const owner = (held as { readonly session?: string }).session ?? ''
  const query = queryFor(context.dialect)
  const { rows } = await context.session.execute(
    isPostgres(context)
      ? query`SELECT CASE WHEN pg_backend_pid()::text = ${owner} THEN pg_advisory_unlock(${key}) END AS freed`
      : query`SELECT CASE WHEN CAST(CONNECTION_ID() AS CHAR) = ${owner} THEN RELEASE_LOCK(${lockName}) END AS freed`,
  )
  return isTrue(rows[0], 'freed')
}

async function sessions(
  context: BridgeContext,
): Promise<{ readonly holders: readonly Peer[]; readonly waiters: readonly Peer[] }> {
  const rows = await ask(context, isPostgres(context) ? postgresSessions : mysqlSessions)
  return {
    holders: rows.filter((row) => isTrue(row, 'holds')).map(toPeer),
    waiters: rows.filter((row) => !isTrue(row, 'holds')).map(toPeer),
  }
}

const postgresSessions = `SELECT l.granted AS holds, l.pid::text AS id, a.usename::text AS "user",
  nullif(a.application_name, '') AS application, a.state,
  round(extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.query_start, a.backend_start)) * 1000)::float8 AS age
FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.classid = 0 AND l.objid = ${key} AND l.objsubid = 1
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
ORDER BY a.backend_start`

// Who may not see others is told the holder's number all the same.
const mysqlSessions = `SELECT 1 AS holds, CAST(l.id AS CHAR) AS id, p.USER AS user, p.STATE AS state, p.TIME * 1000 AS age
FROM (SELECT IS_USED_LOCK('${lockName}') AS id) l LEFT JOIN information_schema.PROCESSLIST p ON p.ID = l.id
WHERE l.id IS NOT NULL
UNION ALL
SELECT 0 AS holds, CAST(p.ID AS CHAR) AS id, p.USER AS user, p.STATE AS state, p.TIME * 1000 AS age
FROM information_schema.PROCESSLIST p
WHERE p.STATE = 'User lock' AND p.INFO LIKE '%GET_LOCK%${lockName}%'`

const isPostgres = ({ dialect }: BridgeContext): boolean => dialect.name === 'postgres'

const isTrue = (row: Row | undefined, key: string): boolean => row?.[key] === true || Number(row?.[key]) === 1

async function ask({ session }: BridgeContext, text: string): Promise<readonly Row[]> {
  return (await session.execute({ text })).rows
}

function toPeer(row: Row): Peer {
  const text = (key: string): string | undefined =>
    typeof row[key] === 'string' && row[key] !== '' ? row[key] : undefined
  const [user, application, state] = [text('user'), text('application'), text('state')]
  const age = row['age']
  return {
    id: String(row['id']),
    ...(user === undefined ? {} : { user }),
    ...(application === undefined ? {} : { application }),
    ...(state === undefined ? {} : { state }),
    ...(age === null || age === undefined ? {} : { age: Number(age) }),
  }
}
