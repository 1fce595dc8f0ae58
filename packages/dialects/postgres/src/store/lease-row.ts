import type { Row, SessionIdentity } from '@slipway/core/plugin'
import { startText } from './facts.ts'
import type { Tables } from './tables.ts'

/** The lease as it stands in its row. */
export interface LeaseRow {
  readonly token: number
  /** `undefined`: nobody holds it. */
  readonly owner: string | undefined
  readonly session: SessionIdentity | undefined
  readonly heartbeat: SessionIdentity | undefined
  readonly beat: number
  readonly heldFor: number
}

const columns =
  `token::text, owner, pid, ${startText('backend_start')} AS start, heartbeat_pid, ` +
  `${startText('heartbeat_start')} AS heartbeat_start, beat::text, ` +
  `round(extract(epoch FROM clock_timestamp() - acquired_at) * 1000)::float8 AS held`

/** Reads the row; parameter: project. */
export const selectLease = (tables: Tables): string => `SELECT ${columns} FROM ${tables.lease} WHERE project = $1`

/** Reads the row and keeps others from taking it; fails at once while another transaction does, or its holder works. */
export const lockLease = (tables: Tables): string => `${selectLease(tables)} FOR UPDATE NOWAIT`

/** Makes the row; parameter: project. */
export const insertLease = (tables: Tables): string =>
  `INSERT INTO ${tables.lease} (project, token) VALUES ($1, 0) ON CONFLICT (project) DO NOTHING`

/** Takes the lease; parameters: project, owner, pid, start. Gives the new token. */
export const takeLease = (tables: Tables): string =>
  `UPDATE ${tables.lease} SET token = token + 1, owner = $2, pid = $3::integer, backend_start = $4::timestamptz, ` +
  'heartbeat_pid = NULL, heartbeat_start = NULL, beat = beat + 1, acquired_at = clock_timestamp() ' +
  'WHERE project = $1 RETURNING token::text'

/** Lets the lease go, where it is still ours; parameters: project, token. The token stays, so that it only ever grows. */
export const releaseLease = (tables: Tables): string =>
  `UPDATE ${tables.lease} SET owner = NULL, pid = NULL, backend_start = NULL, heartbeat_pid = NULL, ` +
  'heartbeat_start = NULL WHERE project = $1 AND token = $2'

/** Takes the lease from a holder whose sessions are gone; parameters: project, token. Its token is worth nothing then. */
export const revokeLease = (tables: Tables): string => releaseLease(tables).replace(' SET ', ' SET token = token + 1, ')

const identityOf = (pid: unknown, start: unknown): SessionIdentity | undefined =>
  pid === null || pid === undefined || typeof start !== 'string' ? undefined : { id: String(pid), startedAt: start }

/** Reads a row of {@link selectLease}. */
export function toLease(row: Row): LeaseRow {
  return {
    token: Number(row['token']),
    owner: typeof row['owner'] === 'string' ? row['owner'] : undefined,
    session: identityOf(row['pid'], row['start']),
    heartbeat: identityOf(row['heartbeat_pid'], row['heartbeat_start']),
    beat: Number(row['beat']),
    heldFor: Number(row['held'] ?? 0),
  }
}
