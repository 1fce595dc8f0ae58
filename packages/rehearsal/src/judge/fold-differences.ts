import type { Difference, ObjectId, Schema } from '@slipway/core'
import { needs } from '../observe/related.ts'

/** A difference, with how many more are only its parts: the columns of a table that was left behind. */
export interface FoldedDifference extends Difference {
  readonly parts: number
}

/** Keeps the differences that a person has to look at: what came or went with something else is counted under it. */
export function foldDifferences(
  differences: readonly Difference[],
  before: Schema,
  after: Schema,
): readonly FoldedDifference[] {
  const left = new Set(differences.filter((one) => one.before === null).map(({ object }) => object))
  const gone = new Set(differences.filter((one) => one.after === null).map(({ object }) => object))
  const wholes = new Map<ObjectId, number>()
  const parts = new Map<ObjectId, ObjectId>()
  for (const { object, before: was, after: is } of differences) {
    const whole = was === null ? wholeOf(object, left, after) : is === null ? wholeOf(object, gone, before) : undefined
    if (whole === undefined) wholes.set(object, wholes.get(object) ?? 0)
    else parts.set(object, whole)
  }
  for (const [part] of parts) {
    let whole = part
    for (let next = parts.get(whole); next !== undefined; next = parts.get(whole)) whole = next
    wholes.set(whole, (wholes.get(whole) ?? 0) + 1)
  }
  return differences.flatMap((one) => {
    const count = wholes.get(one.object)
    return count === undefined ? [] : [{ ...one, parts: count }]
  })
}

/** What an object needs and what came (or went) together with it; objects that need each other stay apart. */
function wholeOf(object: ObjectId, together: ReadonlySet<ObjectId>, schema: Schema): ObjectId | undefined {
  return schema.objects[object]?.dependsOn.find(
    (needed) => needed !== object && together.has(needed) && !needs(schema, needed).has(object),
  )
}
