import type { Progress, Session, SessionIdentity } from '@slipway/core/plugin'

// The consumer events_stages_current is off by default; the view is empty then.
const mysql = `SELECT s.EVENT_NAME AS what, s.WORK_COMPLETED AS done, s.WORK_ESTIMATED AS total
FROM performance_schema.events_stages_current s JOIN performance_schema.threads t ON t.THREAD_ID = s.THREAD_ID
WHERE t.PROCESSLIST_ID = ? AND s.WORK_ESTIMATED > 0`

const mariadb = `SELECT STATE AS what, ROUND(PROGRESS * 1000) AS done, 100000 AS total
FROM information_schema.PROCESSLIST WHERE ID = ? AND MAX_STAGE > 0 AND PROGRESS > 0`

/** How far an ALTER TABLE of a session has come: by the stages of the performance schema, or MariaDB's process list. */
export async function progressOf(session: Session, worker: SessionIdentity): Promise<Progress | undefined> {
  const text = session.server.flavor === 'mysql' ? mysql : mariadb
  const row = (await session.execute({ text, params: [worker.id] })).rows[0]
  if (!row) return undefined
  const what = String(row['what']).replace(/^stage\/\w+\//, '')
  return { what, done: Number(row['done']), total: Number(row['total']) }
}
