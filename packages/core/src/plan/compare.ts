import type { Schema } from '../contract/schema.ts'
import type { Difference } from '../operations/results.ts'
import { matchesAny } from './match.ts'

/** Objects that differ between two schemas, sorted by id. Cosmetic differences do not count. */
export function compareSchemas(before: Schema, after: Schema, ignore: readonly string[] = []): readonly Difference[] {
  const ids = [...new Set([...Object.keys(before.objects), ...Object.keys(after.objects)])].toSorted()
  return ids.flatMap((object) => {
    const was = before.objects[object]?.definition ?? null
    const is = after.objects[object]?.definition ?? null
    return was === is || matchesAny(ignore, object) ? [] : [{ object, before: was, after: is }]
  })
}
