import type { Row, SessionIdentity } from '@slipway/core/plugin'
import type { Tables } from './tables.ts'

/** The lease as it stands in its rows. */
export interface LeaseRow {
  readonly token: number
  /** `undefined`: nobody holds it. */
  readonly owner: string | undefined
  readonly session: SessionIdentity | undefined
  readonly heartbeat: SessionIdentity | undefined
  readonly beat: number
  readonly heldFor: number
}

const where = 'WHERE db = ? AND project = ?'

/** Reads the lease; parameters: db, project. */
export const selectLease = (tables: Tables): string =>
  `SELECT l.token AS token, l.owner AS owner, l.session AS session, l.session_start AS start, ` +
  `TIMESTAMPDIFF(MICROSECOND, l.acquired_at, UTC_TIMESTAMP(3)) DIV 1000 AS held, ` +
  `h.session AS heartbeat, h.session_start AS heartbeat_start, h.beat AS beat ` +
  `FROM ${tables.lease} l LEFT JOIN ${tables.heartbeat} h ON h.db = l.db AND h.project = l.project ` +
  'WHERE l.db = ? AND l.project = ?'

/** Keeps others from taking the lease; fails at once while another transaction does, or its holder works. */
export const lockLease = (tables: Tables): string => `SELECT token FROM ${tables.lease} ${where} FOR UPDATE NOWAIT`

/** Makes the rows; parameters: db, project. */
export const insertLease = (tables: Tables): readonly string[] => [
  `INSERT IGNORE INTO ${tables.lease} (db, project, token) VALUES (?, ?, 0)`,
  `INSERT IGNORE INTO ${tables.heartbeat} (db, project, token, beat) VALUES (?, ?, 0, 0)`,
]

/** Takes the lease; parameters: owner, session, start, db, project. */
export const takeLease = (tables: Tables): string =>
  `UPDATE ${tables.lease} SET token = token + 1, owner = ?, session = ?, session_start = ?, ` +
  `acquired_at = UTC_TIMESTAMP(3) ${where}`

/** Gives the heartbeat's row to the holder of the token; parameters: token, db, project. */
export const takeHeartbeat = (tables: Tables): string =>
  `UPDATE ${tables.heartbeat} SET token = ?, session = NULL, session_start = NULL, beat = beat + 1 ${where}`

/** Moves the counter; parameters: session, start, db, project, token. Touches no row once the token is another. */
export const beatLease = (tables: Tables): string =>
  `UPDATE ${tables.heartbeat} SET beat = beat + 1, session = ?, session_start = ? ${where} AND token = ?`

/** Lets the lease go, where it is still ours; parameters: db, project, token. The token stays, so that it only ever grows. */
export const releaseLease = (tables: Tables): string =>
  `UPDATE ${tables.lease} SET owner = NULL, session = NULL, session_start = NULL ${where} AND token = ?`

/** Takes the lease from a holder whose sessions are gone; parameters: db, project, token. Its token is worth nothing then. */
export const revokeLease = (tables: Tables): string => releaseLease(tables).replace(' SET ', ' SET token = token + 1, ')

/** Lets the holder's heart find out that its token is worth nothing; parameters: db, project. */
export const revokeHeartbeat = (tables: Tables): string => `UPDATE ${tables.heartbeat} SET token = token + 1 ${where}`

/** The row of a lease that is still ours; who would take it over waits for our end. Parameters: db, project, token. */
export const held = (tables: Tables): string =>
  `${tables.lease} ${where} AND token = ? AND owner IS NOT NULL LOCK IN SHARE MODE`

/** Verifies a token; parameters: those of {@link held}. */
export const verifyLease = (tables: Tables): string => `SELECT token FROM ${held(tables)}`

const identityOf = (id: unknown, start: unknown): SessionIdentity | undefined =>
  typeof id === 'string' && typeof start === 'string' ? { id, startedAt: start } : undefined

/** Reads a row of {@link selectLease}. */
export function toLease(row: Row): LeaseRow {
  return {
    token: Number(row['token']),
    owner: typeof row['owner'] === 'string' ? row['owner'] : undefined,
    session: identityOf(row['session'], row['start']),
    heartbeat: identityOf(row['heartbeat'], row['heartbeat_start']),
    beat: Number(row['beat'] ?? 0),
    heldFor: Number(row['held'] ?? 0),
  }
}
