import type { Definitions, ObjectId, Schema, ServerFacts } from '@slipway/core/plugin'
import { kindOf, objectId } from '../dialect/names/object-id.ts'
import type { Query } from '../query.ts'
import { collect, collectTriggers, readFor, type Found } from './collect.ts'
import { foldingOf } from './folding.ts'
import { noteInstantChanges } from './instant-changes.ts'
import { readCollations, readTriggers } from './lists.ts'
import { collectNamed, tablesBehind, tablesIn } from './named-tables.ts'
import { inPlainMode } from './plain-mode.ts'
import { shapeOf } from './shape.ts'

/** Names the dialect in a schema, whatever the server's flavor. */
const DIALECT = 'mysql'

/** What a session knows of its server. */
export interface Known {
  /** True while SHOW CREATE writes plain MySQL, for no statement can have changed that. */
  plain(): boolean
  /** Reads tables by their names, or knows them from a moment ago. */
  tables(names: readonly string[]): Promise<Found>
}

/** Tries once more where an object went between being listed and being read. */
async function settled(read: () => Promise<Found>): Promise<Found> {
  try {
    return await read()
  } catch {
    return read()
  }
}

function schemaOf(found: Found): Schema {
  const objects = [...found].sort(([a], [b]) => (a < b ? -1 : 1))
  return { dialect: DIALECT, objects: Object.fromEntries(objects) }
}

/**
 * Reads the schema of the connected database: all that `mysqldump --no-data --routines --triggers --events` shows, but for
 * the next values of AUTO_INCREMENT and sequences, which are data. Grants are left out, as there: a user sees only its own.
 */
export async function inspect(query: Query, server: ServerFacts): Promise<Schema> {
  const found = await inPlainMode(query, () => settled(() => collect(query, server)))
  await noteInstantChanges(query, server, found)
  return schemaOf(found)
}

/**
 * The same of some objects and of what is on their tables; everything, where other objects than tables are among them. A
 * `shape:<table>` is the table without its triggers.
 */
export async function inspectAbout(
  query: Query,
  server: ServerFacts,
  ids: readonly ObjectId[],
  known?: Known,
): Promise<Schema> {
  const tables = tablesBehind(ids)
  if (tables === undefined) return inspect(query, server)
  const found = await plainly(query, known, async () => {
    const named = new Map(await namedTables(query, tables, known))
    const fold = foldingOf(server)
    const whole = new Set(ids.filter((id) => kindOf(id) !== 'shape').map((id) => fold(readFor(id))))
    const there = tablesIn(named).filter((name) => whole.has(fold(objectId('table', name))))
    const triggers = there.length === 0 ? [] : await readTriggers(query, there)
    await collectTriggers(query, triggers, triggers, named)
    return named
  })
  return schemaOf(found)
}

/**
 * The definitions of some objects, `null` where absent, in the words of an inspection. Reads only what they stand on. Also
 * answers for `shape:<table>`: the table with everything on it, for the comparison of before and after.
 */
export async function definitions(
  query: Query,
  server: ServerFacts,
  ids: readonly ObjectId[],
  known?: Known,
): Promise<Definitions> {
  const tables = tablesBehind(ids)
  const found = await plainly(query, known, async () => {
    if (tables !== undefined) return namedTables(query, tables, known)
    const wanted = new Set(ids.map(readFor))
    return settled(() => collect(query, server, wanted))
  })
  const fold = foldingOf(server)
  const folded = new Map<ObjectId, string>()
  const otherSpelling = (id: ObjectId): string | undefined => {
    if (folded.size === 0) for (const [each, { definition }] of found) folded.set(fold(each), definition)
    return folded.get(fold(id))
  }
  const definitionOf = (id: ObjectId): string | null =>
    kindOf(id) === 'shape' ? shapeOf(id, found, fold) : (found.get(id)?.definition ?? otherSpelling(id) ?? null)
  return Object.fromEntries(ids.map((id) => [id, definitionOf(id)]))
}

const plainly = (query: Query, known: Known | undefined, work: () => Promise<Found>): Promise<Found> =>
  known?.plain() === true ? work() : inPlainMode(query, work)

const namedTables = async (query: Query, names: readonly string[], known: Known | undefined): Promise<Found> =>
  known?.tables(names) ?? collectNamed(query, names, await readCollations(query))
