import type { ObjectId, Schema } from '@slipway/core/plugin'
import { kindOf, lastName, ownerName, splitName, sqlName } from './object-id.ts'

/** What is looked up in a schema again and again, found in one pass over its objects. */
interface SchemaIndex {
  /** Columns, constraints, triggers, policies and rules by `kind:table`. */
  readonly parts: ReadonlyMap<string, readonly ObjectId[]>
  /** The first routine, in the schema's order, of each `kind:name(`. */
  readonly routines: ReadonlyMap<string, ObjectId>
  /** Unqualified names of functions. */
  readonly functions: ReadonlySet<string>
  /** `schema.name` of every constraint. */
  readonly constraints: ReadonlySet<string>
  /** Default partitions by the name of what they are a partition of. */
  readonly defaults: ReadonlyMap<string, ObjectId>
  /** What cannot exist without an object. */
  readonly dependents: ReadonlyMap<ObjectId, readonly ObjectId[]>
}

const none: readonly ObjectId[] = []
const ofTables: ReadonlySet<string> = new Set(['column', 'constraint', 'trigger', 'policy', 'rule'])
const isRoutine = /^(function|procedure|aggregate):/

// A schema is a value: once it is made, nobody changes it.
const indexes = new WeakMap<Schema, SchemaIndex>()

function indexOf(schema: Schema): SchemaIndex {
  const known = indexes.get(schema)
  if (known !== undefined) return known
  const made = makeIndex(schema)
  indexes.set(schema, made)
  return made
}

function makeIndex(schema: Schema): SchemaIndex {
  const parts = new Map<string, ObjectId[]>()
  const routines = new Map<string, ObjectId>()
  const functions = new Set<string>()
  const constraints = new Set<string>()
  const defaults = new Map<string, ObjectId>()
  const dependents = new Map<ObjectId, ObjectId[]>()
  for (const id of Object.keys(schema.objects)) {
    const object = schema.objects[id]
    if (object === undefined) continue
    const kind = kindOf(id)
    if (ofTables.has(kind)) push(parts, `${kind}:${ownerName(id)}`, id)
    if (kind === 'constraint') constraints.add(`${splitName(sqlName(id))[0]}.${lastName(id)}`)
    if (isRoutine.test(id)) {
      const before = id.slice(0, id.indexOf('(') + 1)
      if (!routines.has(before)) routines.set(before, id)
      if (kind === 'function') functions.add(before.slice(before.lastIndexOf('.') + 1, -1))
    }
    const parent = / PARTITION OF ((?:"(?:[^"]|"")+"|[^\s"])+) DEFAULT/.exec(object.definition)?.[1]
    if (parent !== undefined && !defaults.has(parent)) defaults.set(parent, id)
    for (const needed of object.dependsOn) push(dependents, needed, id)
    const owner = kind === 'sequence' ? / OWNED BY (.+)$/.exec(object.definition)?.[1] : undefined
    if (owner !== undefined) push(dependents, `column:${owner}`, id)
  }
  return { parts, routines, functions, constraints, defaults, dependents }
}

function push(map: Map<string, ObjectId[]>, key: string, id: ObjectId): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [id])
  else list.push(id)
}

/** The columns (or constraints, triggers, policies, rules) of a relation. `name` is SQL-quoted and qualified. */
export function partsOf(schema: Schema | undefined, kind: string, name: string): readonly ObjectId[] {
  return schema === undefined ? none : (indexOf(schema).parts.get(`${kind}:${name}`) ?? none)
}

/** What stands on an object: it goes when the object goes. A sequence stands on the column that owns it. */
export function dependentsOf(schema: Schema, id: ObjectId): readonly ObjectId[] {
  return indexOf(schema).dependents.get(id) ?? none
}

/** The first routine whose id begins with `kind:name(`. */
export function routineOf(schema: Schema | undefined, prefix: string): ObjectId | undefined {
  return schema && indexOf(schema).routines.get(prefix)
}

/** Whether a function has this unqualified name, in whatever schema. */
export function hasFunction(schema: Schema | undefined, name: string): boolean {
  return schema !== undefined && indexOf(schema).functions.has(name)
}

/** Whether a constraint of some table in a schema has this name. Both are SQL-quoted. */
export function hasConstraint(schema: Schema, space: string, name: string): boolean {
  return indexOf(schema).constraints.has(`${space}.${name}`)
}

/** The default partition of a table. `name` is SQL-quoted and qualified. */
export function defaultPartitionOf(schema: Schema | undefined, name: string): ObjectId | undefined {
  return schema && indexOf(schema).defaults.get(name)
}
