import { makeOnce, type Query } from '@slipway/core/adapter'
import type { Bridge, BridgeChange, BridgeContext, BridgeLock, ForeignHistory } from '@slipway/core/plugin'
import { findTable, type HistoryTable, type TablePlace } from '../bridging/find-table.ts'
import { ownObjects } from '../bridging/own-objects.ts'

/** How one tool keeps its history in one table. */
export interface TableHistory {
  readonly name: string
  /** Where the tool itself keeps it, unless told otherwise. */
  readonly table: string
  /** What stands beside the table, after its name: `_pkey`, `_id_seq`. */
  readonly beside: readonly string[]
  lock?(place: TablePlace): BridgeLock
  create(context: BridgeContext, table: HistoryTable): readonly Query[]
  read(context: BridgeContext, table: HistoryTable): Promise<Omit<ForeignHistory, 'exists'>>
  write(context: BridgeContext, table: HistoryTable, change: BridgeChange): Promise<void>
}

/** The bridge to a history in one table. */
export function tableBridge(history: TableHistory, place: TablePlace): Bridge {
  return {
    name: history.name,
    table: place.schema === undefined ? place.table : `${place.schema}.${place.table}`,
    objects: ownObjects(
      place,
      history.beside.map((suffix) => place.table + suffix),
    ),
    ...(history.lock === undefined ? {} : { lock: history.lock(place) }),
    async read(context) {
      const table = await findTable(context, place)
      if (!table.exists) return { exists: false, applied: [], failed: [], notices: [] }
      return { exists: true, ...(await history.read(context, table)) }
    },
    prepare: async (context) =>
      makeOnce(async () => {
        const table = await findTable(context, place)
        if (table.exists) return
        for (const statement of history.create(context, table)) await context.session.execute(statement)
      }),
    async write(context, change) {
      await history.write(context, await findTable(context, place), change)
    },
  }
}
