import type { ReversalClass } from '@slipway/core'
import type { Snapshot } from '../observe/snapshot.ts'
import type { StudiedStep, Study } from '../observe/study.ts'
import { changedTables } from './judge-data.ts'
import { readable, rowsOf } from './readable.ts'

/**
 * The class that a return without a failure proves. Destroyed values are proved to return only where rows were there to be
 * destroyed, came back with the same content, and the down writes data at all: an empty table, or a column that held
 * nothing, proves nothing about values.
 */
export function reversalClass(
  { lossy, opaque, down, touched }: Study,
  before: Snapshot,
  after: Snapshot,
): { readonly class: ReversalClass; readonly why: string } {
  const changed = new Set(changedTables(before, after))
  const writes = down.some(writesData)
  for (const { table } of lossy) {
    const rows = before.rows[table] ?? 0
    const why = changed.has(table)
      ? `values in ${readable(table)} (${rowsOf(rows)}) do not return`
      : rows === 0
        ? `${readable(table)} had no rows, so nothing shows that values return`
        : writes
          ? undefined
          : `the down writes no values back to ${readable(table)}`
    if (why !== undefined) return { class: 'schema-only', why }
  }
  const rows = touched.reduce((sum, table) => sum + (before.rows[table] ?? 0), 0)
  if (opaque && touched.length > 0 && rows === 0)
    return { class: 'schema-only', why: 'what it does is opaque, and no table had rows' }
  return {
    class: 'exact',
    why: rows === 0 ? 'schema equal; no rows were at stake' : `schema equal, and the content of ${rowsOf(rows)}`,
  }
}

function writesData({ step, analysis }: StudiedStep): boolean {
  if (!analysis) return step.kind === 'code' || step.kind === 'backfill'
  return analysis.opaque || analysis.data === 'adds' || analysis.data === 'changes'
}
