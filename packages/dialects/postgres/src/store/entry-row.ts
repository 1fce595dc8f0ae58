import { SlipwayError, bodyText, entryKey, entryMigration } from '@slipway/core'
import type { Entry, EntryBody, NewEntry, Row } from '@slipway/core/plugin'
import { literal } from './literal.ts'
import type { Tables } from './tables.ts'

const orNull = (value: string | null): string => (value === null ? 'NULL' : literal(value))

/** The INSERT of one entry. */
export function insertEntry(tables: Tables, entry: NewEntry): string {
  const values = [
    literal(entry.project),
    String(entry.seq),
    literal(entry.prev),
    String(entry.v),
    literal(entry.by),
    literal(entry.body.type),
    orNull(entryMigration(entry.body)),
    orNull(entryKey(entry.body)),
    literal(bodyText(entry.body)),
  ]
  return `INSERT INTO ${tables.journal} (project, seq, prev, v, by, type, migration, key, body) VALUES (${values.join(', ')})`
}

/** Reads entries in the order of `seq`; parameters: project, seq. */
export const selectEntries = (tables: Tables): string =>
  `SELECT project, seq::text, prev, v, by, body::text, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at ` +
  `FROM ${tables.journal} WHERE project = $1 AND seq > $2 ORDER BY journal.seq`

/**
 * Reads one row of {@link selectEntries}.
 *
 * @throws SW-JOURNAL-NEWER when a newer version wrote it.
 */
export function toEntry(row: Row): Entry {
  if (Number(row['v']) !== 1) throw newer(row['seq'], row['v'])
  return {
    v: 1,
    seq: Number(row['seq']),
    prev: String(row['prev']),
    project: String(row['project']),
    at: String(row['at']),
    by: String(row['by']),
    body: JSON.parse(String(row['body'])) as EntryBody,
  }
}

/** The refusal of an entry that a newer version wrote. */
export function newer(seq: unknown, version: unknown): SlipwayError {
  return new SlipwayError(
    'SW-JOURNAL-NEWER',
    `Entry ${String(seq)} of the journal has version ${String(version)}; this Slipway reads version 1. Nothing was changed.`,
    { hint: 'npm install @slipway/cli@latest @slipway/driver-postgres@latest' },
  )
}
