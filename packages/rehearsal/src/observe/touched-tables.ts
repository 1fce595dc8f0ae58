import type { Analysis, ObjectId, Schema } from '@slipway/core'
import { allTables, tablesOf } from './related.ts'

/**
 * The tables, there before, whose rows some statements may change: those they name, those with an object that stands on
 * what they name (a foreign key that cascades, a column of a type), and all when what they touch cannot be told.
 */
export function touchedTables(schema: Schema, analyses: readonly Analysis[], opaque: boolean): readonly ObjectId[] {
  const everything = allTables(schema)
  if (opaque || analyses.some((analysis) => analysis.opaque)) return everything
  const tables = new Set<ObjectId>()
  const named = new Set<ObjectId>()
  for (const { id, to } of analyses.flatMap((analysis) => analysis.objects)) {
    named.add(id)
    if (to !== undefined) named.add(to)
    for (const table of tablesOf(schema, id)) tables.add(table)
  }
  const writes = analyses.some((analysis) => analysis.data !== 'none' && analysis.data !== 'reads')
  for (;;) {
    const size = tables.size
    for (const [id, { kind, dependsOn }] of Object.entries(schema.objects)) {
      if (!dependsOn.some((needed) => named.has(needed) || tables.has(needed))) continue
      if (writes && kind === 'trigger') return everything
      for (const table of tablesOf(schema, id)) tables.add(table)
    }
    if (!writes || tables.size === size) break
  }
  return [...tables].toSorted()
}
