import { SlipwayError } from '@slipway/core'
import type { BridgeContext, ForeignHistory } from '@slipway/core/plugin'
import { ancestorsOf, parentsOf } from './heads.ts'
import { exists, readHeads, type VersionTable } from './version-table.ts'

/**
 * What the heads imply: all that they rest on is applied. Three queries; writes nothing.
 *
 * @throws SW-HISTORY-CONFLICT for a head that no file declares: nobody can tell what it implies.
 */
export async function readHistory(context: BridgeContext, at: VersionTable): Promise<ForeignHistory> {
  if (!(await exists(context, at))) return { exists: false, applied: [], failed: [], notices: [] }
  const heads = await readHeads(context, at)
  const { migrations } = context
  const parents = parentsOf(context)
  const ids = new Set(migrations.map(({ id }) => id))
  const unknown = heads.filter((head) => !ids.has(head))
  if (unknown.length > 0) throw cannotLocate(unknown, at)
  const applied = ancestorsOf(heads, parents)
  const implied = heads.filter((head) => heads.some((other) => ancestorsOf(parents(other), parents).has(head)))
  return {
    exists: true,
    applied: migrations.filter(({ id }) => applied.has(id)).map(({ id }) => ({ id, raw: { heads } })),
    failed: [],
    notices: implied.map(
      (head) => `${at.table} names ${head}, which another of its rows implies: alembic refuses to go on from there`,
    ),
  }
}

function cannotLocate(unknown: readonly string[], { table }: VersionTable): SlipwayError {
  const ids = unknown.map((id) => `'${id}'`).join(', ')
  return new SlipwayError(
    'SW-HISTORY-CONFLICT',
    `Can't locate revision identified by ${ids}: ${table} names it, and no file declares it, so nobody can tell what is applied. Nothing was changed.`,
    {
      hint: `git log --all --oneline -S "${unknown[0]}" -- .   finds the commit that has its file: bring it back, or deploy from there\nalembic stamp --purge REVISION   says instead what the database is at`,
      details: { table, revisions: unknown },
    },
  )
}
