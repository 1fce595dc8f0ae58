import type { ObjectId } from '@slipway/core'
import type { Snapshot } from '../observe/snapshot.ts'
import type { Study } from '../observe/study.ts'
import type { ProofFailure } from '../report.ts'
import { locate } from './locate.ts'
import { readable, rowsOf } from './readable.ts'

/** Tables whose rows or content are not what they were before. */
export function changedTables(before: Snapshot, after: Snapshot): readonly ObjectId[] {
  return Object.keys(before.rows).filter(
    (table) =>
      (before.rows[table] ?? 0) !== (after.rows[table] ?? 0) || before.checksums[table] !== after.checksums[table],
  )
}

/**
 * Names tables that lost, kept or changed rows, unless the author accepts that loss. Where a table's own shape differs
 * (`differing`), that is told already, and only a changed number of rows is worth another word.
 */
export function judgeData(
  study: Study,
  before: Snapshot,
  after: Snapshot,
  differing: ReadonlySet<ObjectId>,
): readonly ProofFailure[] {
  return changedTables(before, after).flatMap((table) => {
    const had = before.rows[table] ?? 0
    const has = after.rows[table] ?? 0
    const losses = study.lossy.filter((loss) => loss.table === table)
    if (losses.length > 0 && losses.every((loss) => loss.accepted) && has <= had) return []
    if (differing.has(table) && had === has) return []
    const loss = losses.find((candidate) => !candidate.accepted)?.by
    const found = locate(table, study, before.schema, after.schema)
    const at = loss?.step.at ?? found.at
    const lost = has < had || (has === had && loss !== undefined)
    const message =
      had === has
        ? `after down, the content of ${readable(table)} differs (${rowsOf(had)})`
        : `after down, ${readable(table)} has ${rowsOf(has)}; before there were ${rowsOf(had)}`
    return [
      {
        code: 'SW-PROOF-DIFFERS',
        of: 'data',
        migrations: study.migrations.map(({ id }) => id),
        message,
        object: table,
        before: rowsOf(had),
        after: had === has ? `${rowsOf(has)}, other content` : rowsOf(has),
        ...(at && { at }),
        ...(lost && {
          hint: 'Keep the values so that the down can bring them back, or accept the loss in the file that causes it:\n  -- slipway:allow SW-DATA-LOSS <why nobody needs them>',
        }),
      },
    ]
  })
}
