import type { ObjectId, Schema } from '@slipway/core'

const TABLES: readonly string[] = ['table', 'collection']

/** The name in an id, without its kind. */
export function nameOf(id: ObjectId): string {
  return id.slice(id.indexOf(':') + 1)
}

/** Everything that an object needs in order to exist, itself included. */
export function needs(schema: Schema, id: ObjectId, found: Set<ObjectId> = new Set()): ReadonlySet<ObjectId> {
  if (found.has(id)) return found
  found.add(id)
  for (const other of schema.objects[id]?.dependsOn ?? []) needs(schema, other, found)
  return found
}

/** The tables that an object is, stands on, or is a part of by its name. */
export function tablesOf(schema: Schema, id: ObjectId): readonly ObjectId[] {
  const known = schema.objects[id]
  if (known) return [...needs(schema, id)].filter((other) => isTable(schema, other))
  const name = nameOf(id)
  return allTables(schema).filter((table) => name.startsWith(`${nameOf(table)}.`))
}

/** Every table of a schema. */
export function allTables(schema: Schema): readonly ObjectId[] {
  return Object.keys(schema.objects).filter((id) => isTable(schema, id))
}

function isTable(schema: Schema, id: ObjectId): boolean {
  const kind = schema.objects[id]?.kind
  return kind !== undefined && TABLES.includes(kind)
}
