import type { Node, RangeVar } from 'libpg-query'
import type { Location, ObjectId, Schema } from '@slipway/core/plugin'
import type { Grammar } from '../grammar/grammar.ts'
import { strings } from '../grammar/ast.ts'
import { objectId, ownerName, sqlName } from '../names/object-id.ts'
import type { Known } from './known.ts'

/** All that a statement's reader may look at besides the statement itself. */
export interface Scope {
  readonly grammar: Grammar
  readonly text: string
  readonly at: Location | undefined
  /** Major version of the server. */
  readonly version: number
  readonly timeZone: string | undefined
  readonly schema: Schema | undefined
  readonly known: Known
  /** Schemas that an unqualified name is looked for in, first to last; never empty. */
  readonly searchPath: readonly string[]
}

/** Kinds that share the names of tables. */
export const relationKinds: readonly string[] = ['table', 'view', 'materialized-view', 'sequence', 'index']

export function exists(scope: Scope, id: ObjectId): boolean {
  return scope.known.made.has(id) || scope.schema?.objects[id] !== undefined
}

/** True when the plan itself made the object, so that nobody else can be using it yet. */
export function isNew(scope: Scope, id: ObjectId): boolean {
  if (scope.known.made.has(id)) return true
  return /^(column|constraint|trigger|policy|rule):/.test(id) && scope.known.made.has(`table:${ownerName(id)}`)
}

/** True when the same file made the object, so that undoing the file takes it away again. */
export function madeHere(scope: Scope, id: ObjectId): boolean {
  const { made } = scope.known
  return made.has(id) && made.get(id) === scope.at?.file
}

/** Names of something that is made now: unqualified, it goes to the first schema of the search path. */
export function newId(scope: Scope, kind: string, names: readonly string[]): ObjectId {
  return names.length > 1
    ? objectId(kind, ...names.slice(-2))
    : objectId(kind, scope.searchPath[0] ?? 'public', names[0] ?? '')
}

/** Names of something that is there: looked for along the search path, under the first kind that fits. */
export function oldId(scope: Scope, kinds: readonly string[], names: readonly string[]): ObjectId {
  const paths = names.length > 1 ? [names.slice(-2)] : scope.searchPath.map((schema) => [schema, ...names])
  for (const path of paths) {
    for (const kind of kinds) {
      const id = objectId(kind, ...path)
      if (exists(scope, id)) return id
    }
  }
  return objectId(kinds[0] ?? 'table', ...(paths[0] ?? names))
}

function rangeNames(range: RangeVar | undefined): readonly string[] {
  if (range?.relpersistence === 't') return ['pg_temp', range.relname ?? '']
  return [...(range?.schemaname === undefined ? [] : [range.schemaname]), range?.relname ?? '']
}

/** A relation that is there. Its kind is the first of `kinds` unless the schema knows it as another one. */
export function relation(
  scope: Scope,
  range: RangeVar | undefined,
  kinds: readonly string[] = relationKinds,
): ObjectId {
  return oldId(scope, kinds, rangeNames(range))
}

export function newRelation(scope: Scope, range: RangeVar | undefined, kind: string): ObjectId {
  return newId(scope, kind, rangeNames(range))
}

export function named(scope: Scope, kind: string, nodes: readonly Node[] | undefined): ObjectId {
  return oldId(scope, [kind], strings(nodes))
}

/** The id of a part of a table: a column, a constraint, a trigger, a policy, a rule. */
export function partOf(table: ObjectId, kind: string, name: string): ObjectId {
  return `${kind}:${sqlName(table)}.${sqlName(objectId(kind, name))}`
}
