import type { Node, ObjectType } from 'libpg-query'
import type { ObjectId } from '@slipway/core/plugin'
import { as, strings } from '../../grammar/ast.ts'
import { objectId } from '../../names/object-id.ts'
import { routineOf } from '../../names/schema-index.ts'
import { typeText } from '../../names/type-name.ts'
import type { Scope } from '../scope.ts'
import { newId, oldId, partOf, relationKinds } from '../scope.ts'

/** Kinds by the grammar's own names; several where the grammar does not tell which. */
const kinds: Partial<Readonly<Record<ObjectType, readonly string[]>>> = {
  OBJECT_TABLE: ['table'],
  OBJECT_FOREIGN_TABLE: ['table'],
  OBJECT_VIEW: ['view'],
  OBJECT_MATVIEW: ['materialized-view'],
  OBJECT_SEQUENCE: ['sequence'],
  OBJECT_INDEX: ['index'],
  OBJECT_TYPE: ['type', 'domain'],
  OBJECT_DOMAIN: ['domain'],
  OBJECT_COLLATION: ['collation'],
  OBJECT_STATISTIC_EXT: ['statistics'],
  OBJECT_FUNCTION: ['function'],
  OBJECT_PROCEDURE: ['procedure'],
  OBJECT_ROUTINE: ['function', 'procedure', 'aggregate'],
  OBJECT_AGGREGATE: ['aggregate'],
}

/** Kinds with a name of their own that stands in no schema. */
const global: Partial<Readonly<Record<ObjectType, string>>> = {
  OBJECT_SCHEMA: 'schema',
  OBJECT_EXTENSION: 'extension',
  OBJECT_PUBLICATION: 'publication',
  OBJECT_EVENT_TRIGGER: 'event-trigger',
  OBJECT_FOREIGN_SERVER: 'foreign-server',
  OBJECT_FDW: 'foreign-data-wrapper',
  OBJECT_LANGUAGE: 'language',
  OBJECT_SUBSCRIPTION: 'subscription',
  OBJECT_DATABASE: 'database',
  OBJECT_ROLE: 'role',
  OBJECT_TABLESPACE: 'tablespace',
}

/** Kinds that stand on a table: their names are the table's and then their own. */
const parts: Partial<Readonly<Record<ObjectType, string>>> = {
  OBJECT_TRIGGER: 'trigger',
  OBJECT_RULE: 'rule',
  OBJECT_POLICY: 'policy',
  OBJECT_TABCONSTRAINT: 'constraint',
  OBJECT_COLUMN: 'column',
}

/** The id of a routine: its argument types are part of its name. */
export function routineId(
  scope: Scope,
  kind: readonly string[],
  names: readonly string[],
  types: readonly string[] | undefined,
): ObjectId {
  const bare = newId(scope, kind[0] ?? 'function', names)
  if (types !== undefined) {
    const suffix = `(${types.join(', ')})`
    const found = kind
      .map((one) => `${one}${bare.slice(bare.indexOf(':'))}${suffix}`)
      .find((id) => scope.schema?.objects[id] !== undefined)
    return found ?? `${bare}${suffix}`
  }
  const prefixes = kind.map((one) => `${one}${bare.slice(bare.indexOf(':'))}(`)
  const there = prefixes.flatMap((prefix) => routineOf(scope.schema, prefix) ?? [])
  const made = scope.known.made.keys().find((id) => prefixes.some((prefix) => id.startsWith(prefix)))
  return there.toSorted()[0] ?? made ?? bare
}

function routine(scope: Scope, kind: readonly string[], node: Node): ObjectId | undefined {
  const body = as(node, 'ObjectWithArgs')
  if (body === undefined) return undefined
  const types = (body.objargs ?? []).map((argument) =>
    typeText(as(argument, 'TypeName'), scope.searchPath[0] ?? 'public', false),
  )
  return routineId(scope, kind, strings(body.objname), body.args_unspecified === true ? undefined : types)
}

/** The id of what DROP, COMMENT, ALTER … OWNER and their like name; `undefined` for kinds that have none. */
export function namedObject(scope: Scope, type: ObjectType | undefined, node: Node | undefined): ObjectId | undefined {
  if (type === undefined || node === undefined) return undefined
  const single = as(node, 'String')?.sval
  const names = single === undefined ? strings(as(node, 'List')?.items ?? as(node, 'TypeName')?.names) : [single]
  const whole = global[type]
  if (whole !== undefined) return objectId(whole, ...names.slice(-1))
  const part = parts[type]
  if (part !== undefined) {
    const owner = oldId(scope, relationKinds, names.slice(0, -1))
    return partOf(owner, part, names.at(-1) ?? '')
  }
  const kind = kinds[type]
  if (kind === undefined) return undefined
  return routine(scope, kind, node) ?? oldId(scope, kind, names)
}
