import type { Progress, Session, SessionIdentity } from '@slipway/core/plugin'

// Phases that count blocks, tuples or sessions count one of them at a time.
const text = `
SELECT phase, greatest(blocks_total, tuples_total, lockers_total, partitions_total) AS total,
  CASE WHEN blocks_total > 0 THEN blocks_done WHEN tuples_total > 0 THEN tuples_done
       WHEN lockers_total > 0 THEN lockers_done ELSE partitions_done END AS done
FROM pg_stat_progress_create_index WHERE pid = $1::integer
UNION ALL
SELECT phase, heap_blks_total, heap_blks_scanned FROM pg_stat_progress_vacuum WHERE pid = $1::integer
UNION ALL
SELECT phase, heap_blks_total, heap_blks_scanned FROM pg_stat_progress_cluster WHERE pid = $1::integer`

/** How far an index build, VACUUM or CLUSTER of a session has come, by the server's progress views (12 and later). */
export async function progressOf(session: Session, worker: SessionIdentity): Promise<Progress | undefined> {
  const row = (await session.execute({ text, params: [worker.id] })).rows[0]
  if (!row) return undefined
  return { what: String(row['phase']), done: Number(row['done']), total: Number(row['total']) }
}
