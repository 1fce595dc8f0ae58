import type { OutlinedBody, OutlinedEntry, Row } from '@slipway/core/plugin'
import { newer } from './entry-row.ts'
import type { Tables } from './tables.ts'

/** Entries in one value: as rows, ten thousand cost the client more than all that they say. */
const TOGETHER = 2_000

// Bodies are stored as canonical JSON, so an entry's own hash is one over its row. `"steps":[` with bare quotes can stand
// in no string, and a landed part has no other member of that name. `head` is what stands before it.
const outlined = `CASE WHEN proved AND head <> body AND strpos(head, ',"completes":{') > 0
  AND right(body, 16) = '"type":"landed"}' THEN head || ',"type":"landed"}' ELSE body END`

/**
 * Reads a whole journal; parameter: project. An entry is proved where the hash of what is stored is the next one's `prev`;
 * any other (the last one, one that was changed, one that was written in another spelling) comes whole. `OFFSET 0` has
 * every entry written before all are sorted, so that what is left out of them is not sorted either.
 */
export const selectOutline = (tables: Tables): string => `
WITH stored AS (
  SELECT seq, v, at, prev, to_json(by)::text AS by, body::text AS body, project FROM ${tables.journal} WHERE project = $1
), hashed AS (
  SELECT seq, v, at, prev, by, body, split_part(body, ',"steps":[', 1) AS head,
    coalesce(encode(sha256(convert_to('{"body":' || body || (',"by":' || by || ',"prev":' || to_json(prev)
      || ',"project":' || to_json(project) || ',"seq":' || seq || ',"v":' || v || '}'), 'UTF8')), 'hex')
      = lead(prev) OVER (ORDER BY seq), false) AS proved
  FROM stored
), told AS (
  SELECT seq, '[' || seq || ',' || v || ',"' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    || '",' || to_json(prev) || ',' || by || ',' || proved || ',' || ${outlined} || ']' AS entry
  FROM hashed OFFSET 0
)
SELECT '[' || string_agg(entry, ',' ORDER BY seq) || ']' AS entries
FROM told GROUP BY (seq - 1) / ${TOGETHER} ORDER BY (seq - 1) / ${TOGETHER}`

type Outlined = readonly [number, number, string, string, string, boolean, OutlinedBody]

/**
 * Reads the rows of {@link selectOutline}.
 *
 * @throws SW-JOURNAL-NEWER when a newer version wrote an entry.
 */
export function toOutline(rows: readonly Row[], project: string): readonly OutlinedEntry[] {
  const found = rows.flatMap((row) => JSON.parse(String(row['entries'])) as Outlined[])
  return found.map(([seq, v, at, prev, by, proved, body], index) => {
    if (v !== 1) throw newer(seq, v)
    const hash = proved ? found[index + 1]?.[3] : undefined
    return hash === undefined
      ? { v: 1, seq, prev, project, at, by, body }
      : { v: 1, seq, prev, project, at, by, body, hash }
  })
}
