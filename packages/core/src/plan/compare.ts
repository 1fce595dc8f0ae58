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
  const ids = [...new Set([...Object.keys(before.objects), ...Object.keys(after.objects)])].toSorted()
  return ids.flatMap((object) => {
    const was = before.objects[object]?.definition ?? null
    const is = after.objects[object]?.definition ?? null
    return was === is || matchesAny(ignore, object) ? [] : [{ object, before: was, after: is }]
  })
}
