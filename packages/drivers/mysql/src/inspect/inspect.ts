import type { Definitions, ObjectId, Schema, ServerFacts } from '@slipway/core/plugin'
import { kindOf } from '../dialect/names/object-id.ts'
import type { Query } from '../query.ts'
import { collect, readFor, type Found } from './collect.ts'
import { foldingOf } from './folding.ts'
import { noteInstantChanges } from './instant-changes.ts'
import { inPlainMode } from './plain-mode.ts'
import { shapeOf } from './shape.ts'

/** Names the dialect in a schema, whatever the server's flavor. */
const DIALECT = 'mysql'

/** Tries once more where an object went between being listed and being read. */
async function settled(read: () => Promise<Found>): Promise<Found> {
  try {
    return await read()
  } catch {
    return read()
  }
}

/**
 * Reads the schema of the connected database: all that `mysqldump --no-data --routines --triggers --events` shows, but for
 * the next values of AUTO_INCREMENT and sequences, which are data. Grants are left out, as there: a user sees only its own.
 */
export async function inspect(query: Query, server: ServerFacts): Promise<Schema> {
  const found = await inPlainMode(query, () => settled(() => collect(query, server)))
  await noteInstantChanges(query, server, found)
  const objects = [...found].sort(([a], [b]) => (a < b ? -1 : 1))
  return { dialect: DIALECT, objects: Object.fromEntries(objects) }
}

/**
 * The definitions of some objects, `null` where absent, in the words of an inspection. Reads only what they stand on. Also
 * answers for `shape:<table>`: the table with everything on it, for the comparison of before and after.
 */
export async function definitions(query: Query, server: ServerFacts, ids: readonly ObjectId[]): Promise<Definitions> {
  if (ids.length === 0) return {}
  const wanted = new Set(ids.map(readFor))
  const found = await inPlainMode(query, () => settled(() => collect(query, server, wanted)))
  const fold = foldingOf(server)
  const folded = new Map([...found].map(([id, { definition }]) => [fold(id), definition]))
  return Object.fromEntries(
    ids.map((id) => [id, kindOf(id) === 'shape' ? shapeOf(id, found, fold) : (folded.get(fold(id)) ?? null)]),
  )
}
