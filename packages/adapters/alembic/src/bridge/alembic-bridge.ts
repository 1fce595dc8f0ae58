import type { Bridge } from '@slipway/core/plugin'
import { readHistory } from './read-history.ts'
import { prepareTable, settle, type VersionTable } from './version-table.ts'
import { writeHeads } from './write-heads.ts'

/**
 * The link with `alembic_version`, which holds heads only: one row for each revision that no applied one rests on. Alembic
 * has no lock.
 */
export function alembicBridge(at: VersionTable): Bridge {
  const { table, schema } = at
  return {
    name: 'alembic',
    table: schema === undefined ? table : `${schema}.${table}`,
    objects: [table, `${table}_pkc`].flatMap((each) => [`*:${each}`, `*:${each}.*`, `*:*.${each}`, `*:*.${each}.*`]),
    read: async (context) => readHistory(context, await settle(context, at)),
    prepare: async (context) => prepareTable(context, await settle(context, at)),
    write: async (context, change) => writeHeads(context, change, await settle(context, at)),
  }
}
