import type { ObjectId, Peer, Row, Session, SessionIdentity } from '@slipway/core/plugin'
import { startText } from '@slipway/dialect-postgres/store'

const columns =
  `a.pid::text AS id, a.usename::text AS "user", nullif(a.application_name, '') AS application, a.state, ` +
  `round(extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.query_start, a.backend_start)) * 1000)::float8 AS age`

function toPeer(row: Row): Peer {
  const text = (name: string): string | undefined => (typeof row[name] === 'string' ? row[name] : undefined)
  const [user, application, state] = [text('user'), text('application'), text('state')]
  return {
    id: String(row['id']),
    ...(user === undefined ? {} : { user }),
    ...(application === undefined ? {} : { application }),
    ...(state === undefined ? {} : { state }),
    ...(row['age'] === null ? {} : { age: Number(row['age']) }),
  }
}

const peers = async (session: Session, text: string, params: readonly (string | number)[]): Promise<readonly Peer[]> =>
  (await session.execute({ text, params })).rows.map(toPeer)

/**
 * A session, as long as it lives. A role without `pg_read_all_stats` does not see when another role's session began; a
 * process of the same id then counts as the session.
 */
export async function findSession(session: Session, identity: SessionIdentity): Promise<Peer | undefined> {
  const found = await peers(
    session,
    `SELECT ${columns} FROM pg_stat_activity a WHERE a.pid = $1::integer ` +
      `AND (a.backend_start IS NULL OR ${startText('a.backend_start')} = $2)`,
    [identity.id, identity.startedAt],
  )
  return found[0]
}

/** Sessions that hold what `waiter` waits for. */
export const blockersOf = (session: Session, waiter: SessionIdentity): Promise<readonly Peer[]> =>
  peers(
    session,
    `SELECT ${columns} FROM pg_stat_activity a WHERE a.pid = ANY (pg_blocking_pids($1::integer)) ORDER BY a.xact_start`,
    [waiter.id],
  )

/** Sessions that build an index, or hold a lock that only one session at a time may have on it or its table. */
export const workersOn = (session: Session, object: ObjectId): Promise<readonly Peer[]> =>
  peers(
    session,
    `WITH target AS (
  SELECT to_regclass($1) AS oid UNION SELECT indrelid FROM pg_index WHERE indexrelid = to_regclass($1)
)
SELECT ${columns} FROM pg_stat_activity a
WHERE a.pid <> pg_backend_pid() AND a.backend_type IS DISTINCT FROM 'autovacuum worker' AND (
  a.pid IN (SELECT pid FROM pg_stat_progress_create_index WHERE index_relid = to_regclass($1)::oid)
  OR a.pid IN (
    SELECT l.pid FROM pg_locks l JOIN target ON l.relation = target.oid
    WHERE l.locktype = 'relation' AND l.granted
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND l.mode IN ('ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
  )
)
ORDER BY a.xact_start`,
    [object.slice(object.indexOf(':') + 1)],
  )

/** Sessions of this database with an open transaction or snapshot, oldest first. */
export const oldestSessions = (session: Session): Promise<readonly Peer[]> =>
  peers(
    session,
    `SELECT ${columns} FROM pg_stat_activity a
WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()
  AND a.backend_type IS DISTINCT FROM 'autovacuum worker'
  AND (a.backend_xmin IS NOT NULL OR a.backend_xid IS NOT NULL OR a.state LIKE 'idle in transaction%')
ORDER BY coalesce(a.xact_start, a.backend_start)`,
    [],
  )

/** Sessions by their process ids. */
export const sessionsOf = (session: Session, pids: readonly string[]): Promise<readonly Peer[]> =>
  peers(session, `SELECT ${columns} FROM pg_stat_activity a WHERE a.pid::text = ANY (string_to_array($1, ','))`, [
    pids.join(','),
  ])
