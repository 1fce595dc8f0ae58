import type { Row, ServerFacts, SessionIdentity } from '@slipway/core/plugin'

const settings = [
  'server_encoding',
  'search_path',
  'TimeZone',
  'default_transaction_read_only',
  'standard_conforming_strings',
  'wal_level',
  'max_locks_per_transaction',
] as const

/** How a session's start is written, here and in what `pg_stat_activity` is compared with. */
export const startText = (column: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

/** One row: all that is asked of a server when a session begins. */
export const factsQuery: string = [
  `SELECT current_setting('server_version') AS version`,
  `current_setting('server_version_num')::integer AS number`,
  `CASE WHEN version() LIKE '%linux%' THEN 'linux' ELSE 'other' END AS platform`,
  `pg_is_in_recovery() AS replica`,
  `pg_backend_pid() AS pid`,
  `inet_client_port() AS port`,
  `(SELECT ${startText('backend_start')} FROM pg_stat_activity WHERE pid = pg_backend_pid()) AS start`,
  ...settings.map((name) => `current_setting('${name}', true) AS "${name}"`),
].join(', ')

/** What {@link factsQuery} tells. */
export interface SessionFacts {
  readonly server: ServerFacts
  readonly identity: SessionIdentity
  /** The port that the server sees us come from; `null` for other than TCP. */
  readonly port: number | null
}

/** Reads the row of {@link factsQuery}. */
export function toFacts(row: Row, flavor: 'postgres' | 'pglite', pooled: boolean): SessionFacts {
  const known = settings.filter((name) => row[name] !== null)
  return {
    server: {
      flavor,
      // Distributions add their own build to it: `15.20 (Debian 15.20-0+deb12u1)`.
      version: String(row['version']).split(' ')[0] ?? '',
      versionNumber: Number(row['number']),
      topology: flavor === 'pglite' ? 'standalone' : row['replica'] === true ? 'replica' : 'primary',
      pooled,
      settings: {
        platform: String(row['platform']),
        ...Object.fromEntries(known.map((name) => [name, String(row[name])])),
      },
    },
    identity: { id: String(row['pid']), startedAt: String(row['start']) },
    port: row['port'] === null ? null : Number(row['port']),
  }
}
