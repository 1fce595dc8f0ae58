import type { ObjectId, Schema, SchemaObject } from '@slipway/core/plugin'

const described = (object: SchemaObject | undefined): string | undefined =>
  object && [object.definition, ...(object.kind === 'column' ? [object.cosmetic] : [])].join(' @ ')

/** What differs between two schemas: the definitions before and after, and where columns stand. */
export function differences(
  before: Schema,
  after: Schema,
): Readonly<Record<ObjectId, readonly [string | undefined, string | undefined]>> {
  const ids = new Set([...Object.keys(before.objects), ...Object.keys(after.objects)])
  return Object.fromEntries(
    [...ids]
      .sort()
      .map((id) => [id, [described(before.objects[id]), described(after.objects[id])]] as const)
      .filter(([, [from, to]]) => from !== to),
  )
}
