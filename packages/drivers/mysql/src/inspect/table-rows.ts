import type { ObjectId, Row, ServerFacts } from '@slipway/core/plugin'
import { kindOf, namesOf, objectId } from '../dialect/names/object-id.ts'
import { inBackticks } from '../dialect/names/quote-identifier.ts'
import type { Query } from '../query.ts'
import { summedValue, type SummedColumn } from './checksum-column.ts'

type Figures<T> = Readonly<Record<ObjectId, T>>

interface FoundTable {
  readonly id: ObjectId
  readonly name: string
}

const text = (value: unknown): string => String(value)
const literal = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`

/** Those of some objects that are tables of the connected database, and there. */
async function present(query: Query, ids: readonly ObjectId[]): Promise<readonly FoundTable[]> {
  if (!ids.some((id) => kindOf(id) === 'table')) return []
  const rows = await query(
    `SELECT TABLE_NAME AS name FROM information_schema.TABLES
       WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')`,
  )
  const there = new Set(rows.map((row) => text(row['name'])))
  return [...new Set(ids)]
    .filter((id) => kindOf(id) === 'table' && namesOf(id).length === 1)
    .map((id) => ({ id, name: namesOf(id)[0] ?? '' }))
    .filter(({ name }) => there.has(name))
}

/** Exact row counts, in one read. Absent tables are left out. */
export async function countRows(query: Query, tables: readonly ObjectId[]): Promise<Figures<number>> {
  const found = await present(query, tables)
  if (found.length === 0) return {}
  const rows = await query(
    found
      .map(({ id, name }) => `SELECT ${literal(id)} AS id, COUNT(*) AS n FROM ${inBackticks(name)}`)
      .join('\nUNION ALL\n'),
  )
  return Object.fromEntries(rows.map((row) => [text(row['id']), Number(row['n'])]))
}

/** Estimated rows and bytes, indexes included, of tables, from the server's statistics. Absent ones are left out. */
export async function stats(
  query: Query,
  server: ServerFacts,
  objects: readonly ObjectId[],
): Promise<Figures<{ readonly rows: number; readonly bytes: number }>> {
  const wanted = new Set(objects.filter((id) => kindOf(id) === 'table'))
  if (wanted.size === 0) return {}
  // MySQL answers with figures that are up to a day old unless it is told not to.
  if (server.flavor !== 'mariadb') await query('SET SESSION information_schema_stats_expiry = 0')
  const rows = await query(
    `SELECT TABLE_NAME AS name, TABLE_ROWS AS n, DATA_LENGTH + INDEX_LENGTH AS size FROM information_schema.TABLES
       WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')`,
  )
  const entries = rows.map((row): readonly [ObjectId, Row] => [objectId('table', text(row['name'])), row])
  return Object.fromEntries(
    entries
      .filter(([id]) => wanted.has(id))
      .map(([id, row]) => [id, { rows: Number(row['n'] ?? 0), bytes: Number(row['size'] ?? 0) }]),
  )
}

const byCode = (a: SummedColumn, b: SummedColumn): number => (a.name < b.name ? -1 : 1)

/** Sums of two 60-bit parts of each row's hash: exact as decimals, whatever the order of rows; a row that occurs twice counts twice. */
function checksum({ id, name }: FoundTable, columns: readonly SummedColumn[]): string {
  const sorted = [...columns].sort(byCode)
  const names = sorted.map((column) => inBackticks(column.name)).join(', ')
  const row = sorted.map((column) => `CAST(${summedValue(column)} AS BINARY)`).join(', ')
  const part = (from: number): string => `COALESCE(SUM(CAST(CONV(SUBSTR(hash, ${from}, 15), 16, 10) AS UNSIGNED)), 0)`
  return (
    `SELECT ${literal(id)} AS id, CONCAT_WS(' ', ${literal(names)}, COUNT(*), ${part(1)}, ${part(16)}) AS checksum ` +
    `FROM (SELECT SHA1(CONCAT_WS(',', '', ${row === '' ? "''" : row})) AS hash FROM ${inBackticks(name)}) hashed`
  )
}

/**
 * A checksum over all rows of each table that depends on the order of neither rows nor columns. Generated columns are left
 * out: they follow from the others. Absent tables are left out.
 */
export async function contentChecksums(query: Query, tables: readonly ObjectId[]): Promise<Figures<string>> {
  const found = await present(query, tables)
  if (found.length === 0) return {}
  const rows = await query(
    `SELECT TABLE_NAME AS on_table, COLUMN_NAME AS name, DATA_TYPE AS type FROM information_schema.COLUMNS
       WHERE TABLE_SCHEMA = DATABASE() AND COALESCE(GENERATION_EXPRESSION, '') = ''`,
  )
  const columns = new Map<string, SummedColumn[]>()
  for (const row of rows) {
    const table = text(row['on_table'])
    columns.set(table, [
      ...(columns.get(table) ?? []),
      { name: text(row['name']), type: text(row['type']).toLowerCase() },
    ])
  }
  const answer = await query(found.map((table) => checksum(table, columns.get(table.name) ?? [])).join('\nUNION ALL\n'))
  return Object.fromEntries(answer.map((row) => [text(row['id']), text(row['checksum'])]))
}
