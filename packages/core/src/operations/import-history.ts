import type { Json } from '../contract/plugin.ts'
import { appendStated, stateRow } from '../bridge/mirror.ts'
import { isPartial } from '../history/history.ts'
import { recordOf } from '../plan/record-of.ts'
import { deploy } from './deploy.ts'
import { readAll } from './reading.ts'
import type { Status } from './results.ts'
import { statusOf } from './status.ts'
import type { Workspace } from '../config/workspace.ts'

/** A migration that another tool applied, under the id that its file has here. */
export interface ImportedRow {
  readonly migration: string
  /** The other tool's own row. */
  /** When, as the other tool's table has it. */
  readonly at?: string
  readonly raw: Json
}

/** What an import of history came to. */
export interface ImportedHistory {
  readonly status: Status
  /** Now applied as far as the journal goes. */
  readonly imported: readonly string[]
  /** Applied by the other tool, and no file here has that id. */
  readonly withoutFile: readonly string[]
}

/**
 * Takes another tool's history over: what it applied is applied, with its row, and never runs again. What the journal knows
 * already stays as it is, so that the same import may be run twice. Where the files here have a framework with a table of its
 * own, that lists them as well from now on.
 */
export async function importHistory(
  workspace: Workspace,
  from: { readonly tool: string; readonly rows: readonly ImportedRow[] },
): Promise<ImportedHistory> {
  return deploy(workspace, async (locked) => {
    await workspace.dialect.load?.()
    const files = new Map(locked.migrations.map((migration) => [migration.id, migration]))
    const fresh = from.rows.filter(({ migration }) => {
      const past = locked.history.migrations.get(migration)
      return !past || (!past.applied && !isPartial(past) && !past.open)
    })
    const bodies = fresh.flatMap(({ migration, at, raw }) => {
      const file = files.get(migration)
      const record = file && recordOf(file, 'none')
      return record
        ? [{ type: 'external-applied' as const, bridge: from.tool, migration, record, ...(at && { at }), raw }]
        : []
    })
    if (bodies.length > 0) {
      await appendStated({ ...locked, workspace }, bodies, async (session) => {
        for (const { migration } of bodies) await stateRow({ workspace, ...locked }, session, 'up', migration)
      })
    }
    return {
      status: statusOf(await readAll(workspace, locked.session)),
      imported: bodies.map(({ migration }) => migration),
      withoutFile: from.rows.flatMap(({ migration }) => (files.has(migration) ? [] : [migration])),
    }
  })
}
