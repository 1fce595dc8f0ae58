import type { Location, ObjectId, Schema, SchemaObject, ServerFacts } from '@slipway/core/plugin'
import { namesOf, objectId, tableOf } from '../names/object-id.ts'
import type { Name } from '../read/parsed.ts'
import type { Syntax } from '../syntax.ts'
import type { Known } from './known.ts'

/** All that a statement's reader may look at besides the statement itself. */
export interface Scope {
  readonly text: string
  readonly at: Location | undefined
  readonly syntax: Syntax
  /** The connected database. */
  readonly database: string | undefined
  readonly server: ServerFacts | undefined
  readonly schema: Schema | undefined
  readonly known: Known
}

const kept = new WeakMap<Schema, ReadonlyMap<string, ObjectId>>()

/** Ids of a schema by their lower-case spelling: names of columns, keys and routines have no case of their own. */
function bySpelling(schema: Schema): ReadonlyMap<string, ObjectId> {
  const found = kept.get(schema) ?? new Map(Object.keys(schema.objects).map((id) => [id.toLowerCase(), id]))
  kept.set(schema, found)
  return found
}

/** How the server takes the case of table names: 0 as it stands, 1 in lower case, 2 kept and not compared. */
function tableCase(scope: Scope): string {
  return scope.server?.settings['lower_case_table_names'] ?? '0'
}

/** The object as the plan or the schema spells it; tables keep their case where the server does. */
export function spelled(scope: Scope, id: ObjectId): ObjectId {
  const { known, schema } = scope
  if (known.made.has(id) || schema?.objects[id] !== undefined) return id
  const cased = /^(table|view|trigger|sequence):/.test(id)
  if (cased && tableCase(scope) === '0') return id
  const lower = id.toLowerCase()
  const other = known.spellings.get(lower) ?? (schema === undefined ? undefined : bySpelling(schema).get(lower))
  if (other === undefined) return id
  if (!cased && tableOf(other) !== tableOf(id)) return id
  return other
}

export function idOf(scope: Scope, kind: string, { database, name }: Name): ObjectId {
  const folds = tableCase(scope) === '1' && /^(table|view|sequence)$/.test(kind)
  const own = folds ? name.toLowerCase() : name
  return spelled(scope, database === undefined ? objectId(kind, own) : objectId(kind, database, own))
}

/** A table or view that is there: a view only where the schema or the plan knows it as one. */
export function relationOf(scope: Scope, name: Name): ObjectId {
  const table = idOf(scope, 'table', name)
  if (exists(scope, table)) return table
  const view = idOf(scope, 'view', name)
  return exists(scope, view) ? view : table
}

/** The id of a part of a table: a column, an index, a constraint. */
export function partOf(scope: Scope, kind: string, table: ObjectId, name: string): ObjectId {
  return spelled(scope, objectId(kind, ...namesOf(table), name))
}

/** The object as it is before this statement, where the schema holds it under this name or an earlier one. */
export function found(scope: Scope, id: ObjectId): SchemaObject | undefined {
  const { known, schema } = scope
  if (known.made.has(id)) return undefined
  const old = known.renamed.get(id)
  if (old !== undefined) return schema?.objects[old]
  return known.dropped.has(id) ? undefined : schema?.objects[id]
}

export function exists(scope: Scope, id: ObjectId): boolean {
  return scope.known.made.has(id) || scope.known.temporary.has(id) || found(scope, id) !== undefined
}

/** True when the plan itself made the object, or its table, so that nobody else can be using it yet. */
export function isNew(scope: Scope, id: ObjectId): boolean {
  const { made, temporary } = scope.known
  const table = tableOf(id)
  return made.has(id) || made.has(table) || temporary.has(table)
}

/** True when the same file made the object, so that undoing the file takes it away again. */
export function madeHere(scope: Scope, id: ObjectId): boolean {
  const { made } = scope.known
  return made.has(id) && made.get(id) === scope.at?.file
}

/** True for what lies in another database than the connected one. */
export function isElsewhere({ database }: Name): boolean {
  return database !== undefined
}

/** The value of a session variable, as the plan or else the server has set it. */
export function setting(scope: Scope, name: string): string | undefined {
  return scope.known.settings.get(name) ?? scope.server?.settings[name]
}
