import type { ObjectId, Row, SchemaObject, ServerFacts } from '@slipway/core/plugin'
import { kindOf, namesOf, objectId, tableOf } from '../dialect/names/object-id.ts'
import { inBackticks } from '../dialect/names/quote-identifier.ts'
import type { Query } from '../query.ts'
import { foldingOf } from './folding.ts'
import { databaseId } from './ids.ts'
import { readLists, type ListedTrigger, type Lists } from './lists.ts'
import {
  definer,
  eventDefinition,
  eventStart,
  programCosmetic,
  routineDefinition,
  sequenceDefinition,
  triggerDefinition,
  viewDefinition,
} from './read-program.ts'
import { readTable } from './read-table.ts'
import { tableObjects } from './table-objects.ts'
import { viewReads } from './view-reads.ts'

/** The objects found, in no particular order. */
export type Found = Map<ObjectId, SchemaObject>

interface Reading {
  readonly query: Query
  readonly lists: Lists
  readonly wanted: (id: ObjectId) => boolean
  readonly found: Found
}

const routineKinds: Readonly<Record<string, string>> = {
  PROCEDURE: 'procedure',
  FUNCTION: 'function',
  PACKAGE: 'package',
  'PACKAGE BODY': 'package-body',
}

/**
 * Reads the objects of the connected database: all, or some and what is on the tables among them. Lists come from the
 * information schema; definitions from SHOW CREATE, since the information schema leaves out much of them: a parser of a
 * full-text index, the algorithm of a view, the very quotes in a routine's body.
 */
export async function collect(query: Query, server: ServerFacts, ids?: ReadonlySet<ObjectId>): Promise<Found> {
  const fold = foldingOf(server)
  const folded = ids && new Set([...ids].map(fold))
  const wanted = (id: ObjectId): boolean => folded === undefined || folded.has(fold(id))
  const kinds = ids && new Set([...ids].map(kindOf))
  const lists = await readLists(query, server, (kind) => {
    if (kinds === undefined) return true
    return kind === 'routine' ? !kinds.isDisjointFrom(new Set(Object.values(routineKinds))) : kinds.has(kind)
  })
  const found: Found = new Map()
  const reading = { query, lists, wanted, found }
  if (wanted(databaseId)) {
    found.set(databaseId, { kind: 'database', definition: `DATABASE ${lists.databaseDefaults}`, dependsOn: [] })
  }
  await collectTables(reading)
  const triggers = lists.triggers.filter(({ name }) => wanted(objectId('trigger', name)))
  await collectTriggers(query, triggers, lists.triggers, found)
  await collectRoutines(reading)
  await collectEvents(reading)
  return found
}

async function show(query: Query, what: string, name: string): Promise<Row> {
  const [row] = await query(`SHOW CREATE ${what} ${inBackticks(name)}`)
  return row ?? {}
}

async function collectTables({ query, lists, wanted, found }: Reading): Promise<void> {
  const tables = lists.tables.filter(({ name, kind }) => wanted(objectId(kind, name)))
  const showAt = (index: number): Promise<Row> | undefined => {
    const table = tables[index]
    return table && show(query, table.kind.toUpperCase(), table.name)
  }
  let shown = showAt(0)
  for (const [index, { name, kind }] of tables.entries()) {
    const row = (await shown) ?? {}
    // The server answers the next one while this one is read.
    shown = showAt(index + 1)
    shown?.catch(() => undefined)
    const id = objectId(kind, name)
    if (kind === 'table') {
      const text = readTable(String(row['Create Table']), lists.collations)
      for (const [part, object] of tableObjects(name, text)) found.set(part, object)
    } else if (kind === 'view') {
      const dependsOn = viewReads(lists, name)
      found.set(id, { kind, definition: viewDefinition(row), dependsOn })
    } else {
      found.set(id, { kind, definition: sequenceDefinition(row), dependsOn: [] })
    }
  }
}

/** Reads some triggers; `all` are those among which each has its place. */
export async function collectTriggers(
  query: Query,
  triggers: readonly ListedTrigger[],
  all: readonly ListedTrigger[],
  found: Found,
): Promise<void> {
  const before = (trigger: ListedTrigger): ListedTrigger | undefined =>
    all.find(
      ({ table, timing, event, place }) =>
        table === trigger.table && timing === trigger.timing && event === trigger.event && place === trigger.place - 1,
    )
  for (const trigger of triggers) {
    const row = await show(query, 'TRIGGER', trigger.name)
    const previous = before(trigger)
    const definition = triggerDefinition(row, {
      name: inBackticks(trigger.name),
      table: inBackticks(trigger.table),
      definer: definer(trigger.definer),
      timing: trigger.timing,
      event: trigger.event,
      follows: previous && inBackticks(previous.name),
    })
    const dependsOn = [objectId('table', trigger.table), ...(previous ? [objectId('trigger', previous.name)] : [])]
    found.set(objectId('trigger', trigger.name), {
      kind: 'trigger',
      definition,
      dependsOn,
      cosmetic: programCosmetic(row),
    })
  }
}

async function collectRoutines({ query, lists, wanted, found }: Reading): Promise<void> {
  for (const { name, type } of lists.routines) {
    const kind = routineKinds[type]
    if (kind === undefined || !wanted(objectId(kind, name))) continue
    const row = await show(query, type, name)
    const definition = routineDefinition(row, type, inBackticks(name))
    found.set(objectId(kind, name), { kind, definition, dependsOn: [], cosmetic: programCosmetic(row) })
  }
}

async function collectEvents({ query, lists, wanted, found }: Reading): Promise<void> {
  for (const { name, startsWhenMade } of lists.events) {
    const id = objectId('event', name)
    if (!wanted(id)) continue
    const row = await show(query, 'EVENT', name)
    const definition = eventDefinition(row, inBackticks(name), startsWhenMade)
    const cosmetic = startsWhenMade ? `${eventStart(row)}, ${programCosmetic(row)}` : programCosmetic(row)
    found.set(id, { kind: 'event', definition, dependsOn: [], cosmetic })
  }
}

/** The object that has to be read for the definition of another: a column's table. */
export function readFor(id: ObjectId): ObjectId {
  if (kindOf(id) === 'shape') return objectId('table', ...namesOf(id))
  return tableOf(id)
}
