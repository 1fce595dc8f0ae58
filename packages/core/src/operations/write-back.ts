import type { Link } from '../bridge/link.ts'
import { stateRow } from '../bridge/mirror.ts'
import { ownTimeouts } from '../driver/own-timeouts.ts'
import type { History } from '../history/history.ts'
import type { Deploy } from './deploy.ts'
import type { Workspace } from '../config/workspace.ts'

/** Migrations that the journal says are applied and that a framework's table does not list, in the order of their applying. */
export function lackingRows({ bridge, migrations, found }: Link, history: History): readonly string[] {
  const listed = new Set(found.applied.map(({ id }) => id))
  const files = new Set(migrations.map(({ id }) => id))
  return [...history.migrations.values()]
    .filter(({ applied, id, via }) => applied && !listed.has(id) && (files.has(id) || via === bridge.name))
    .toSorted((one, other) => (one.seq ?? 0) - (other.seq ?? 0))
    .map(({ id }) => id)
}

/**
 * Gives every migration that the journal says is applied its row in the framework's own table: all at once where the server
 * has transactions. Answers the migrations whose rows were written.
 */
export async function writeBack(workspace: Workspace, locked: Deploy): Promise<readonly string[]> {
  const { journalled: history, links, lease } = locked
  const lacking = links.flatMap((link) => lackingRows(link, history))
  if (lacking.length === 0) return []
  const write = async (session: Deploy['session']): Promise<void> => {
    for (const id of lacking) await stateRow({ workspace, history, links }, session, 'up', id)
  }
  if (lease.session.server.capabilities?.['transactions'] === 'no') await write(lease.session)
  else await lease.session.transaction(write, { timeouts: ownTimeouts, token: lease.token })
  return lacking
}
