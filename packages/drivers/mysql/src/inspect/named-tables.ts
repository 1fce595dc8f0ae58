import { SlipwayError } from '@slipway/core'
import type { ObjectId, Row } from '@slipway/core/plugin'
import { kindOf, namesOf } from '../dialect/names/object-id.ts'
import { inBackticks } from '../dialect/names/quote-identifier.ts'
import type { Query } from '../query.ts'
import { readFor, type Found } from './collect.ts'
import { isOwn } from './own-tables.ts'
import { readTable, type DefaultCollations } from './read-table.ts'
import { outline } from './scan.ts'
import { tableObjects } from './table-objects.ts'

/** No such table; one that is hidden from this user; a view whose tables are gone. */
const absent: ReadonlySet<unknown> = new Set([1146, 1142, 1356])

function errno(thrown: unknown): unknown {
  if (thrown instanceof SlipwayError) return thrown.details['errno']
  return thrown instanceof Error ? (thrown as { readonly errno?: number }).errno : undefined
}

/** The names of the tables that some objects stand on; `undefined` where other objects are among them. */
export function tablesBehind(ids: readonly ObjectId[]): readonly string[] | undefined {
  const tables = new Set(ids.map(readFor))
  if ([...tables].some((id) => kindOf(id) !== 'table')) return undefined
  return [...tables].map((id) => namesOf(id)[0] ?? '')
}

/**
 * Reads some tables by their names, without a list of what there is: the time it takes does not grow with the database. What
 * is no table is left out, a temporary one too: it is nobody else's.
 */
export async function collectNamed(
  query: Query,
  names: readonly string[],
  collations: DefaultCollations,
): Promise<Found> {
  const found: Found = new Map()
  for (const name of names.filter((one) => !isOwn(one))) {
    const row = await showTable(query, name)
    const create = row?.['Create Table']
    if (typeof create !== 'string' || create.startsWith('CREATE TEMPORARY ')) continue
    const text = readTable(create, collations)
    if (/ SEQUENCE=1\b/.test(outline(text.definition))) continue
    for (const [id, object] of tableObjects(String(row?.['Table'] ?? name), text)) found.set(id, object)
  }
  return found
}

/** The names of the tables among the objects found. */
export const tablesIn = (found: Found): readonly string[] =>
  [...found].flatMap(([id, { kind }]) => (kind === 'table' ? (namesOf(id)[0] ?? []) : []))

async function showTable(query: Query, name: string): Promise<Row | undefined> {
  try {
    return (await query(`SHOW CREATE TABLE ${inBackticks(name)}`))[0]
  } catch (thrown) {
    if (absent.has(errno(thrown))) return undefined
    throw thrown
  }
}
