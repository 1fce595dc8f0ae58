import type { BridgeChange, BridgeContext, Migration } from '@slipway/core/plugin'
import { queryFor } from '@slipway/core/adapter'
import { findTables, type TableSettings } from './history-table.ts'
import { readRows, type HistoryRow } from './read-history.ts'
import { matchNames } from './same-name.ts'

/** Makes knex's table say what is so now. Asks a constant number of queries, whatever there is to change. */
export async function writeHistory(
  context: BridgeContext,
  settings: TableSettings,
  { direction, migration, together }: BridgeChange,
): Promise<void> {
  const { dialect, session } = context
  const { history } = await findTables(context, settings)
  const rows = await readRows(context, { history })
  const query = queryFor(dialect)
  const own = rowsOf(context, rows, [migration])
  if (direction === 'down') {
    for (const name of new Set(own.map((row) => row.name)))
      await session.execute(query`DELETE FROM ${history} WHERE name = ${name}`)
    return
  }
  if (own.length > 0) return
  const batch = batchOf(rows, rowsOf(context, rows, together))
  await session.execute(
    query`INSERT INTO ${history} (name, batch, migration_time) VALUES (${migration}, ${batch}, CURRENT_TIMESTAMP)`,
  )
}

/** Gives a migration's row the name that its file has now, so that knex finds the file again. */
export async function renameRow(context: BridgeContext, settings: TableSettings, { id }: Migration): Promise<void> {
  const { dialect, session } = context
  const { history } = await findTables(context, settings)
  const own = rowsOf(context, await readRows(context, { history }), [id])
  for (const name of new Set(own.map((row) => row.name)))
    if (name !== id) await session.execute(queryFor(dialect)`UPDATE ${history} SET name = ${id} WHERE name = ${name}`)
}

/** What one run changed is one batch to knex; what another run changed is another. */
function batchOf(rows: readonly HistoryRow[], same: readonly HistoryRow[]): number {
  const [last] = same.toReversed()
  return last?.batch ?? Math.max(0, ...rows.map((row) => row.batch ?? 0)) + 1
}

function rowsOf(
  { migrations }: BridgeContext,
  rows: readonly HistoryRow[],
  wanted: readonly string[],
): readonly HistoryRow[] {
  const ids = new Set([...migrations.map(({ id }) => id), ...wanted])
  const matched = matchNames(
    rows.map((row) => row.name),
    [...ids],
  )
  return rows.filter((row) => wanted.includes(matched.get(row.name) ?? ''))
}
