import type { ObjectId, Schema } from '../contract/schema.ts'
import { matchesAny } from './match.ts'

/** One object that differs between two schemas; absent is `null`. */
export interface Difference {
  readonly object: ObjectId
  readonly before: string | null
  readonly after: string | null
}

/** Objects that differ between two schemas, sorted by id. Cosmetic differences do not count. */
export function compareSchemas(before: Schema, after: Schema, ignore: readonly string[] = []): readonly Difference[] {
  const differing = [
    ...Object.keys(before.objects).filter((id) => before.objects[id]?.definition !== after.objects[id]?.definition),
    ...Object.keys(after.objects).filter((id) => before.objects[id] === undefined),
  ]
  return differing
    .filter((id) => !matchesAny(ignore, id))
    .toSorted()
    .map((object) => ({
      object,
      before: before.objects[object]?.definition ?? null,
      after: after.objects[object]?.definition ?? null,
    }))
}
