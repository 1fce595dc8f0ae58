import type { Link, Load } from '../bridge/link.ts'
import { compareLinks, readLinks } from '../bridge/read-links.ts'
import type { Workspace } from '../config/workspace.ts'
import type { Lease } from '../contract/driver.ts'
import type { EntryBody } from '../contract/journal.ts'
import { append } from '../execute/execution.ts'
import { fold } from '../history/fold.ts'
import type { History } from '../history/history.ts'
import { ledger } from '../history/ledger.ts'
import type { DeployOptions } from './deploy.ts'
import { historyConflict } from './history-conflict.ts'
import { lackingRows } from './lacking-rows.ts'

/**
 * Bridges whose table is not there, where something makes it before it is read under the locks: taking a lock that is a row,
 * and what goes on despite conflicts. An empty table that was just made would say that nothing is applied, and all would run
 * again. So what it contradicts is found out before, or owed to it in the journal, which outlives a crash.
 */
export async function absentTables(
  workspace: Workspace,
  lease: Lease,
  loads: readonly Load[],
  { despiteConflicts = false, forgets = [], makesTables = false }: DeployOptions,
): Promise<ReadonlySet<string>> {
  const early = despiteConflicts || makesTables
  const made = loads.filter(({ adapter }) => early || adapter.bridge?.lock?.kind === 'row')
  if (made.length === 0) return new Set()
  const links = await readLinks(lease.session, workspace.dialect, made)
  const absent = links.filter(({ found }) => !found.exists)
  if (absent.length === 0) return new Set()
  const journal = workspace.driver.journal(lease.session, workspace.project)
  const history = fold(await journal.read())
  if (makesTables) {
    const bodies = absent.flatMap((link) => owedTo(link, history))
    const book = ledger(history, workspace.project, workspace.environment.who)
    if (bodies.length > 0) await append({ journal, lease, ledger: book }, bodies)
  } else {
    const conflict = compareLinks(absent, history).conflicts.find(({ migration }) => !forgets.includes(migration))
    if (conflict) throw historyConflict(conflict)
  }
  return new Set(absent.map(({ bridge }) => bridge.name))
}

function owedTo(link: Link, history: History): readonly EntryBody[] {
  const { name: bridge } = link.bridge
  return lackingRows(link, history)
    .filter((id) => history.migrations.get(id)?.owes !== bridge)
    .map((migration) => ({ type: 'owed', bridge, migration }))
}
