import { SlipwayError, entryKey, entryMigration, sha256 } from '@slipway/core'
import type { Entry, EntryBody, NewEntry, Row } from '@slipway/core/plugin'
import { literal } from './literal.ts'
import type { Tables } from './tables.ts'

type Value = string | null

function valuesOf(tables: Tables, entry: NewEntry): readonly Value[] {
  const key = entryKey(entry.body)
  return [
    tables.database,
    entry.project,
    String(entry.seq),
    entry.prev,
    String(entry.v),
    entry.by,
    entry.body.type,
    entryMigration(entry.body),
    key === null ? null : sha256(key),
    JSON.stringify(entry.body),
  ]
}

const insert = (tables: Tables, values: readonly string[]): string =>
  `INSERT INTO ${tables.journal} (db, project, seq, prev, v, author, type, migration, unit, body, at) ` +
  `VALUES (${values.join(', ')}, UTC_TIMESTAMP(3))`

/** The INSERT of one entry, with its parameters. */
export function insertEntry(
  tables: Tables,
  entry: NewEntry,
): { readonly text: string; readonly params: readonly Value[] } {
  const params = valuesOf(tables, entry)
  return {
    text: insert(
      tables,
      params.map(() => '?'),
    ),
    params,
  }
}

/** The INSERT of one entry as a script has it. */
export const insertEntryText = (tables: Tables, entry: NewEntry): string =>
  insert(
    tables,
    valuesOf(tables, entry).map((value) => (value === null ? 'NULL' : literal(value))),
  )

/** Reads entries in the order of `seq`; parameters: db, project, seq. */
export const selectEntries = (tables: Tables): string =>
  `SELECT project, seq, prev, v, author, body, DATE_FORMAT(at, '%Y-%m-%dT%H:%i:%s.%f') AS at ` +
  `FROM ${tables.journal} WHERE db = ? AND project = ? AND seq > ? ORDER BY seq`

/**
 * Reads one row of {@link selectEntries}.
 *
 * @throws SW-JOURNAL-NEWER when a newer version wrote it.
 */
export function toEntry(row: Row): Entry {
  if (Number(row['v']) !== 1) {
    throw new SlipwayError(
      'SW-JOURNAL-NEWER',
      `Entry ${String(row['seq'])} of the journal has version ${String(row['v'])}; this Slipway reads version 1. Nothing was changed.`,
      { hint: 'npm install @slipway/cli@latest @slipway/driver-mysql@latest' },
    )
  }
  return {
    v: 1,
    seq: Number(row['seq']),
    prev: String(row['prev']),
    project: String(row['project']),
    at: `${String(row['at']).slice(0, 23)}Z`,
    by: String(row['author']),
    body: JSON.parse(String(row['body'])) as EntryBody,
  }
}
