import type { ObjectId, Peer, Row, Session, SessionIdentity } from '@slipway/core/plugin'
import { namesOf, tableOf } from './dialect/names/object-id.ts'
import { sessionLock, sessionServer } from './session/facts.ts'

const columns = 'p.ID AS id, p.USER AS user, p.COMMAND AS command, p.STATE AS state, p.TIME AS time'
const from = 'FROM information_schema.PROCESSLIST p'

function toPeer(row: Row): Peer {
  const text = (name: string): string | undefined =>
    typeof row[name] === 'string' && row[name] !== '' ? String(row[name]) : undefined
  const [user, application] = [text('user'), text('application')]
  const state = text('command') === 'Sleep' ? 'idle' : text('state')
  return {
    id: String(row['id']),
    ...(user === undefined ? {} : { user }),
    ...(application === undefined ? {} : { application }),
    ...(state === undefined ? {} : { state }),
    ...(row['time'] === null || row['time'] === undefined ? {} : { age: Number(row['time']) * 1000 }),
    ...(row['probable'] === undefined ? {} : { probable: true }),
  }
}

/** Asks what the user may not see or the server does not have; nothing then. */
const courtesy = async (
  session: Session,
  text: string,
  params: readonly (string | number)[] = [],
): Promise<readonly Row[]> => {
  try {
    return (await session.execute({ text, params })).rows
  } catch {
    return []
  }
}

const isMysql = (session: Session): boolean => session.server.flavor === 'mysql'

/** What sessions call themselves, where the server keeps it. */
async function withApplications(session: Session, rows: readonly Row[]): Promise<readonly Peer[]> {
  if (rows.length === 0 || !isMysql(session)) return rows.map(toPeer)
  const names = await courtesy(
    session,
    'SELECT PROCESSLIST_ID AS id, ATTR_VALUE AS application FROM performance_schema.session_connect_attrs ' +
      "WHERE ATTR_NAME = 'program_name'",
  )
  const known = new Map(names.map((row) => [String(row['id']), row['application']]))
  return rows.map((row) => toPeer({ ...row, application: known.get(String(row['id'])) }))
}

/** Sessions by their numbers, as far as this user may see them. */
export async function sessionsOf(session: Session, ids: readonly string[]): Promise<readonly Peer[]> {
  const numbers = ids.filter((id) => /^\d+$/.test(id))
  if (numbers.length === 0) return []
  const rows = await courtesy(session, `SELECT ${columns} ${from} WHERE p.ID IN (${numbers.join(', ')})`)
  const seen = new Set(rows.map((row) => String(row['id'])))
  return [
    ...(await withApplications(session, rows)),
    ...numbers.filter((id) => !seen.has(id)).map((id): Peer => ({ id })),
  ]
}

/** Who holds a named lock. */
export async function lockHolder(session: Session, name: string): Promise<Peer | undefined> {
  const { rows } = await session.execute({ text: 'SELECT IS_USED_LOCK(?) AS id', params: [name] })
  const id = rows[0]?.['id']
  return id === null || id === undefined ? undefined : (await sessionsOf(session, [String(id)]))[0]
}

/**
 * A session, as long as it lives: it holds, until the server has cleaned up after it, a lock that only it knows. Every user
 * may ask for it. On another server than the session's there is nothing to find.
 */
export async function findSession(session: Session, identity: SessionIdentity): Promise<Peer | undefined> {
  if (sessionServer(identity) !== session.server.settings['server']) return undefined
  return lockHolder(session, sessionLock(identity))
}

const rowBlockers: Readonly<Record<'mysql' | 'mariadb', string>> = {
  // By transaction, not by thread: a lock on a row that was implied is written down by whoever comes to wait for it; the one
  // on the table is its owner's.
  mysql: `SELECT DISTINCT b.PROCESSLIST_ID AS id FROM performance_schema.data_lock_waits w
JOIN performance_schema.threads r ON r.THREAD_ID = w.REQUESTING_THREAD_ID
JOIN performance_schema.data_locks l ON l.ENGINE_TRANSACTION_ID = w.BLOCKING_ENGINE_TRANSACTION_ID AND l.LOCK_TYPE = 'TABLE'
JOIN performance_schema.threads b ON b.THREAD_ID = l.THREAD_ID
WHERE r.PROCESSLIST_ID = ? AND b.PROCESSLIST_ID <> r.PROCESSLIST_ID`,
  mariadb: `SELECT DISTINCT b.trx_mysql_thread_id AS id FROM information_schema.INNODB_LOCK_WAITS w
JOIN information_schema.INNODB_TRX r ON r.trx_id = w.requesting_trx_id
JOIN information_schema.INNODB_TRX b ON b.trx_id = w.blocking_trx_id
WHERE r.trx_mysql_thread_id = ?`,
}

// A reader's lock stands in the way of what changes a table, and what is already waiting to change it in the way of both.
const metadataBlockers = `SELECT DISTINCT b.PROCESSLIST_ID AS id FROM performance_schema.metadata_locks w
JOIN performance_schema.threads r ON r.THREAD_ID = w.OWNER_THREAD_ID
JOIN performance_schema.metadata_locks g ON g.OBJECT_TYPE = w.OBJECT_TYPE AND g.OBJECT_SCHEMA <=> w.OBJECT_SCHEMA
  AND g.OBJECT_NAME <=> w.OBJECT_NAME AND g.OWNER_THREAD_ID <> w.OWNER_THREAD_ID
JOIN performance_schema.threads b ON b.THREAD_ID = g.OWNER_THREAD_ID
WHERE r.PROCESSLIST_ID = ? AND w.LOCK_STATUS = 'PENDING' AND b.PROCESSLIST_ID IS NOT NULL
  AND (g.LOCK_STATUS = 'GRANTED' AND (w.LOCK_TYPE IN ('EXCLUSIVE', 'SHARED_NO_READ_WRITE', 'SHARED_NO_WRITE')
      OR g.LOCK_TYPE IN ('EXCLUSIVE', 'SHARED_NO_READ_WRITE', 'SHARED_NO_WRITE'))
    OR g.LOCK_STATUS = 'PENDING' AND g.LOCK_TYPE = 'EXCLUSIVE' AND w.LOCK_TYPE <> 'EXCLUSIVE')`

/** MariaDB's plugin lists locks that are held; what is waited for stands in the waiter's own statement. */
const pluginBlockers = `SELECT DISTINCT m.THREAD_ID AS id FROM information_schema.METADATA_LOCK_INFO m
JOIN information_schema.PROCESSLIST w ON w.ID = ?
WHERE m.THREAD_ID <> w.ID AND m.LOCK_TYPE = 'Table metadata lock' AND m.TABLE_SCHEMA = DATABASE()
  AND LOCATE(LOWER(m.TABLE_NAME), LOWER(w.INFO)) > 0`

const pluginThere = `SELECT 1 AS there FROM information_schema.PLUGINS
WHERE PLUGIN_NAME = 'METADATA_LOCK_INFO' AND PLUGIN_STATUS = 'ACTIVE'`

/** Nobody tells who holds a metadata lock: whoever has a transaction open may. */
const likely = `SELECT ${columns}, 1 AS probable ${from} JOIN information_schema.INNODB_TRX t ON t.trx_mysql_thread_id = p.ID
WHERE p.ID <> ? AND p.ID <> CONNECTION_ID() ORDER BY t.trx_started`

const ids = (rows: readonly Row[]): readonly string[] => rows.map((row) => String(row['id']))

async function metadataHolders(session: Session, waiter: string): Promise<readonly Peer[]> {
  if (isMysql(session)) {
    const found = await courtesy(session, metadataBlockers, [waiter])
    if (found.length > 0) return sessionsOf(session, ids(found))
  } else if ((await courtesy(session, pluginThere)).length > 0) {
    return sessionsOf(session, ids(await courtesy(session, pluginBlockers, [waiter])))
  }
  return withApplications(session, await courtesy(session, likely, [waiter]))
}

/** MariaDB shows transactions from a cache that it renews only when nobody has read it for a tenth of a second. */
const freshView = 'DO SLEEP(0.11)'

/** Sessions that hold what `waiter` waits for; those that only may are marked as probable. */
export async function blockersOf(session: Session, waiter: SessionIdentity): Promise<readonly Peer[]> {
  if (!isMysql(session)) await courtesy(session, freshView)
  const rows = await courtesy(session, rowBlockers[isMysql(session) ? 'mysql' : 'mariadb'], [waiter.id])
  if (rows.length > 0) return sessionsOf(session, ids(rows))
  const [state] = await courtesy(session, `SELECT p.STATE AS state ${from} WHERE p.ID = ?`, [waiter.id])
  if (!/metadata lock/i.test(String(state?.['state']))) return []
  return metadataHolders(session, waiter.id)
}

/** Sessions that change a table's definition right now. What they run is looked at by the server and never shown. */
export async function workersOn(session: Session, object: ObjectId): Promise<readonly Peer[]> {
  const table = namesOf(tableOf(object)).at(-1) ?? ''
  const rows = await courtesy(
    session,
    `SELECT ${columns} ${from} WHERE p.ID <> CONNECTION_ID() AND p.DB = DATABASE() ` +
      "AND p.INFO REGEXP '(alter|create|drop|rename|truncate|optimize|repair)' AND LOCATE(LOWER(?), LOWER(p.INFO)) > 0",
    [table],
  )
  return withApplications(session, rows)
}
