import type { BridgeContext } from '../contract/bridge.ts'
import type { Session } from '../contract/driver.ts'
import type { Direction, EntryBody, NewEntry } from '../contract/journal.ts'
import { ownTimeouts } from '../driver/own-timeouts.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import type { Execution } from '../execute/execution.ts'
import { append } from '../execute/execution.ts'
import type { History } from '../history/history.ts'
import { contextOf, linkOf, type Link } from './link.ts'

/** What landing needs of a run, or of what settles an interrupted one. */
export type Landing = Pick<Execution, 'workspace' | 'lease' | 'journal' | 'ledger' | 'history' | 'links'>

type Landed = Extract<EntryBody, { type: 'landed' }>

/** Whether the framework's row can commit together with the journal's entry. */
const together = ({ lease }: Pick<Landing, 'lease'>): boolean =>
  lease.session.server.capabilities?.['transactions'] !== 'no'

/** An entry that completes a migration says which table is still to be written, where the server cannot do both at once. */
export function withDebt(execution: Landing, body: Landed): Landed {
  if (!body.completes || together(execution)) return body
  const link = linkOf(execution.links, execution.history, body.key.migration)
  return link ? { ...body, owes: link.bridge.name } : body
}

/** Appends the entry that says that a part took effect; one that completes its migration together with the framework's row. */
export async function land(execution: Landing, body: Landed, milliseconds: number): Promise<void> {
  const { lease, ledger } = execution
  const link = body.completes && linkOf(execution.links, execution.history, body.key.migration)
  if (!link) return append(execution, [body])
  if (!together(execution)) {
    await append(execution, [withDebt(execution, body)])
    return payDebt(execution, body, milliseconds)
  }
  const entries = ledger.next([body])
  await lease.session.transaction((session) => mirror(execution, session, body, milliseconds), {
    timeouts: ownTimeouts,
    entries,
    token: lease.token,
  })
  ledger.committed(entries)
}

/** Writes the framework's row of a migration that an entry completes. Call it in the transaction of that entry. */
export async function mirror(
  execution: Pick<Landing, 'workspace' | 'history' | 'links'>,
  session: Session,
  { key, run, completes }: Landed,
  milliseconds: number,
): Promise<void> {
  const { history, links, workspace } = execution
  const link = completes && linkOf(links, history, key.migration)
  if (!link || !completes) return
  const { migration, direction } = key
  if (direction === 'up' && !completes.repeatable)
    await refuseTwice(link, contextOf(link, session, workspace.dialect), migration)
  const file = link.migrations.find(({ id }) => id === migration)
  await link.bridge.write(contextOf(link, session, workspace.dialect), {
    direction,
    migration,
    ...(file && { file }),
    record: completes,
    ran: true,
    together: sameRun(link, history, run, direction, migration),
    milliseconds: Math.round(milliseconds),
  })
  link.written.push({ run, direction, migration })
}

/** Nothing keeps a framework without a lock from running the same migration at the same time: its row tells that it did. */
async function refuseTwice({ bridge }: Link, context: BridgeContext, migration: string): Promise<void> {
  if (bridge.lock || context.session.server.capabilities?.['transactions'] === 'no') return
  const { applied } = await bridge.read(context)
  if (applied.every(({ id }) => id !== migration)) return
  throw new SlipwayError(
    'SW-HISTORY-CONFLICT',
    `${migration} was run by ${bridge.name} while it ran here: its table lists it by now. What ran here in a transaction was undone.`,
    { hint: `Let ${bridge.name} finish, then see what is left to do:\n  slipway doctor`, details: { migration } },
  )
}

/** Writes the row that an entry says is owed, and says that it was written. */
export async function payDebt(execution: Landing, body: Landed, milliseconds: number): Promise<void> {
  const link = linkOf(execution.links, execution.history, body.key.migration)
  if (!body.completes || !link) return
  await mirror(execution, execution.lease.session, body, milliseconds)
  await append(execution, [{ type: 'mirrored', bridge: link.bridge.name, migration: body.key.migration }])
}

/** Writes a row that a person states or that a crash left owed: nothing ran now. */
export async function stateRow(
  { workspace, history, links }: Pick<Landing, 'workspace' | 'history' | 'links'>,
  session: Session,
  direction: Direction,
  migration: string,
): Promise<void> {
  const link = linkOf(links, history, migration)
  if (!link) return
  const file = link.migrations.find(({ id }) => id === migration)
  const record = history.migrations.get(migration)?.record ?? {
    title: file?.title ?? migration,
    checksum: file?.checksum ?? '',
    repeatable: file?.repeatable ?? false,
    after: file?.after ?? [],
    reversal: 'none',
    file: file?.location.file ?? '',
  }
  await link.bridge.write(contextOf(link, session, workspace.dialect), {
    direction,
    migration,
    ...(file && { file }),
    record,
    ran: false,
    together: [],
    milliseconds: 0,
  })
}

/** Appends entries by which a person states something, together with the rows that follow from them. */
export async function appendStated(
  execution: Landing,
  bodies: readonly EntryBody[],
  rows: (session: Session) => Promise<void>,
): Promise<void> {
  if (execution.links.length === 0) return append(execution, bodies)
  if (!together(execution)) {
    // The rows first: what a crash leaves between the two is then what the person stated, as the table says.
    await rows(execution.lease.session)
    return append(execution, bodies)
  }
  const entries: readonly NewEntry[] = execution.ledger.next(bodies)
  const { lease } = execution
  await lease.session.transaction(rows, { timeouts: ownTimeouts, entries, token: lease.token })
  execution.ledger.committed(entries)
}

/** What a run did in one direction before this migration, in this process and in those that were interrupted. */
function sameRun(
  { written }: Link,
  { migrations }: History,
  run: string,
  direction: Direction,
  but: string,
): readonly string[] {
  const before = [...migrations.values()]
    .filter((past) => past.run === run && past.applied === (direction === 'up'))
    .map(({ id }) => id)
  const now = written.filter((one) => one.run === run && one.direction === direction).map(({ migration }) => migration)
  return [...new Set([...before, ...now])].filter((id) => id !== but)
}
