import { SlipwayError, bodyText, entryKey, entryMigration, sha256 } from '@slipway/core'
import type { Entry, EntryBody, LeaseToken, NewEntry, Row } from '@slipway/core/plugin'
import { held } from './lease-row.ts'
import { literal } from './literal.ts'
import type { Tables } from './tables.ts'

type Value = string | null

const columns = Array.from({ length: 10 }, () => '?').join(', ')

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
    bodyText(entry.body),
  ]
}

const into = (tables: Tables): string =>
  `INTO ${tables.journal} (db, project, seq, prev, v, author, type, migration, unit, body, at)`

/** A statement with its parameters. */
export interface Insert {
  readonly text: string
  readonly params: readonly Value[]
  /** How many rows it writes; fewer, when the token is no longer the lease's. */
  readonly rows: number
}

/**
 * What shares a statement, in characters and rows. MariaDB counts the bytes of a parameter in a UNION with 16 bits, and keeps
 * what is left of a longer one without a word.
 */
const together = { size: Math.floor(65_535 / 4), rows: 20 }

/** Cuts a list of rows into those that share a statement. */
function groups(rows: readonly (readonly Value[])[]): readonly (readonly (readonly Value[])[])[] {
  const found: { size: number; readonly rows: (readonly Value[])[] }[] = []
  for (const row of rows) {
    const size = row.reduce((sum, value) => sum + (value?.length ?? 0), 0)
    const last = found.at(-1)
    if (last === undefined || last.size + size > together.size || last.rows.length === together.rows) {
      found.push({ size, rows: [row] })
      continue
    }
    last.size += size
    last.rows.push(row)
  }
  return found.map((group) => group.rows)
}

/**
 * The INSERTs of entries, as few as they can be. With a token, they write what they write from the lease's row under a lock:
 * nothing, when the token there is another. `insert`: how they begin.
 */
export function insertEntries(
  tables: Tables,
  entries: readonly NewEntry[],
  token: LeaseToken | undefined,
  insert = 'INSERT',
): readonly Insert[] {
  return groups(entries.map((entry) => valuesOf(tables, entry))).map((group) => {
    const rows = group.length
    if (token === undefined) {
      const one = `(${columns}, UTC_TIMESTAMP(3))`
      return { text: `${insert} ${into(tables)} VALUES ${group.map(() => one).join(', ')}`, params: group.flat(), rows }
    }
    const one = `(SELECT ${columns}, UTC_TIMESTAMP(3) FROM ${held(tables)})`
    return {
      text: `${insert} ${into(tables)} ${group.map(() => one).join(' UNION ALL ')}`,
      params: group.flatMap((values) => [...values, ...values.slice(0, 2), String(token)]),
      rows,
    }
  })
}

/** The INSERT of one entry as a script has it. */
export const insertEntryText = (tables: Tables, entry: NewEntry): string => {
  const values = valuesOf(tables, entry).map((value) => (value === null ? 'NULL' : literal(value)))
  return `INSERT ${into(tables)} VALUES (${values.join(', ')}, UTC_TIMESTAMP(3))`
}

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
