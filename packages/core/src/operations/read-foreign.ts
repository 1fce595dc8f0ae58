import type { ForeignFailure, ForeignMigration } from '../contract/bridge.ts'
import { reading } from './reading.ts'
import type { Where } from './results.ts'
import type { Workspace } from '../config/workspace.ts'

/** What the history tables of a project's frameworks say, row by row. */
export interface ForeignRows {
  readonly where: Where
  /** Ids of all migrations, in their order, and where their files are. */
  readonly migrations: readonly { readonly id: string; readonly file: string }[]
  /** Ids of what the journal says is applied. */
  readonly journalled: readonly string[]
  readonly bridges: readonly {
    readonly bridge: string
    readonly table?: string
    readonly exists: boolean
    readonly applied: readonly ForeignMigration[]
    readonly failed: readonly ForeignFailure[]
    readonly notices: readonly string[]
  }[]
}

/** Reads them. Writes nothing. */
export async function readForeign(workspace: Workspace): Promise<ForeignRows> {
  return reading(workspace, async ({ where, links, migrations, journalled }) => ({
    where,
    migrations: migrations.map(({ id, location }) => ({ id, file: location.file })),
    journalled: [...journalled.migrations.values()].filter(({ applied }) => applied).map(({ id }) => id),
    bridges: links.map(({ bridge, found }) => ({
      bridge: bridge.name,
      ...(bridge.table !== undefined && { table: bridge.table }),
      ...found,
    })),
  }))
}
