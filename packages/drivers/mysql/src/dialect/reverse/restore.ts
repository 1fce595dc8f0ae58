import type { ObjectId, Schema, SchemaObject } from '@slipway/core/plugin'
import { lastName } from '../names/object-id.ts'
import { inBackticks } from '../names/quote-identifier.ts'
import { beforeTable, foreignKeys, type BeforeTable } from './before-table.ts'
import { columnClause, constraintClause, indexClause } from './clauses.ts'

/** A program is made again under the settings it was made under; they stand before its text. */
export function underItsSettings(definition: string): readonly string[] | undefined {
  const [, settings, create] = /^SET ([^\n]*);\n([^]*)$/.exec(definition) ?? []
  if (settings === undefined || create === undefined) return undefined
  const single = settings.match(/\w+ = (?:'(?:[^'\\]|\\[^]|'')*'|\w+)/g) ?? []
  return [...single.map((one) => `SET SESSION ${one}`), create]
}

/** The trigger that comes after another one at the same moment. */
function nextTrigger(trigger: ObjectId, schema: Schema): ObjectId | undefined {
  return Object.entries(schema.objects).find(
    ([id, { kind, dependsOn }]) => kind === 'trigger' && id !== trigger && dependsOn.includes(trigger),
  )?.[0]
}

function recreateTrigger(id: ObjectId, { definition }: SchemaObject, before: Schema): readonly string[] | undefined {
  const statements = underItsSettings(definition)
  const next = nextTrigger(id, before)
  if (statements === undefined || next === undefined || / FOR EACH ROW FOLLOWS `/.test(definition)) return statements
  const create = (statements.at(-1) ?? '').replace(
    / FOR EACH ROW /,
    (words) => `${words}PRECEDES ${inBackticks(lastName(next))} `,
  )
  return [...statements.slice(0, -1), create]
}

/** Statements that make an object other than a table again; `undefined` where its definition does not say enough. */
export function recreate(id: ObjectId, before: Schema): readonly string[] | undefined {
  const object = before.objects[id]
  if (object === undefined) return []
  switch (object.kind) {
    case 'view':
    case 'sequence':
      return object.definition.startsWith('CREATE ') ? [object.definition] : undefined
    case 'trigger':
      return recreateTrigger(id, object, before)
    default:
      return underItsSettings(object.definition)
  }
}

/** The triggers of a table, each behind the one that it follows. */
function triggersOf(table: BeforeTable, before: Schema): readonly ObjectId[] {
  const mine = Object.keys(before.objects).filter(
    (id) => id.startsWith('trigger:') && before.objects[id]?.dependsOn.includes(table.id),
  )
  return sortedByNeed(mine, before)
}

/** Objects with each one behind those it needs. */
export function sortedByNeed(ids: readonly ObjectId[], before: Schema): readonly ObjectId[] {
  const done: ObjectId[] = []
  const visit = (id: ObjectId, open: ReadonlySet<ObjectId>): void => {
    if (done.includes(id) || open.has(id)) return
    for (const needed of before.objects[id]?.dependsOn ?? []) {
      if (ids.includes(needed)) visit(needed, new Set([...open, id]))
    }
    done.push(id)
  }
  for (const id of [...ids].sort()) visit(id, new Set())
  return done
}

function createTable(table: BeforeTable, foreign: boolean): string {
  const lines = [
    ...table.columns.map(columnClause),
    ...table.constraints.filter(({ definition }) => definition.startsWith('PRIMARY KEY')).map(constraintClause),
    ...table.indexes.map(indexClause),
    ...(foreign ? foreignKeys(table).map(constraintClause) : []),
    ...table.constraints.filter(({ definition }) => definition.startsWith('CHECK')).map(constraintClause),
    ...table.periods,
  ]
  return `CREATE TABLE ${inBackticks(table.name)} (\n  ${lines.join(',\n  ')}\n) ${table.options}`
}

/**
 * Makes dropped tables again, with their triggers. The foreign keys of several come last, for they may point at one another.
 * A trigger that other tables' triggers do not wait for comes in the order in which they fired.
 */
export function restoreTables(names: readonly string[], before: Schema): readonly string[] | string {
  const tables = names.flatMap((name) => beforeTable(before, name) ?? [])
  const masked = tables.find(({ options }) => options.includes("CONNECTION='***'"))
  if (masked !== undefined) return `the connection of ${masked.name} is a secret and is not kept`
  const several = tables.length > 1
  const triggers = tables.flatMap((table) => triggersOf(table, before))
  const programs = triggers.map((id) => {
    const object = before.objects[id]
    return object === undefined ? undefined : underItsSettings(object.definition)
  })
  if (programs.includes(undefined)) return 'a trigger on it is not shown to this user'
  return [
    ...tables.map((table) => createTable(table, !several)),
    ...(several
      ? tables.flatMap((table) =>
          foreignKeys(table).map((key) => `ALTER TABLE ${inBackticks(table.name)} ADD ${constraintClause(key)}`),
        )
      : []),
    ...programs.flatMap((statements) => statements ?? []),
  ]
}
