import { holdingLocks } from '../bridge/hold-locks.ts'
import { contextOf } from '../bridge/link.ts'
import type { Lease, LeaseHolder } from '../contract/driver.ts'
import { afterChange } from '../errors/after-change.ts'
import { catalogue } from '../errors/catalogue.ts'
import { failureKind } from '../errors/failure-kind.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { recover, type Declared } from '../execute/recover.ts'
import { ledger, type Ledger } from '../history/ledger.ts'
import { absentTables } from './absent-tables.ts'
import { appendForeign } from './append-foreign.ts'
import { historyConflict } from './history-conflict.ts'
import { loadEach, readAll, type Known, type Reading } from './reading.ts'
import type { Workspace } from '../config/workspace.ts'

/** A reading made under the deploy lock, with every open statement settled. */
export interface Deploy extends Reading {
  readonly lease: Lease
  readonly ledger: Ledger
  readonly signal: AbortSignal
  /** Whether a statement was open and has been settled just now: a plan made before knows nothing of its effect. */
  readonly settled: boolean
}

/** What a deployment goes on in spite of. */
export interface DeployOptions {
  /** Answers for a statement whose outcome nobody can tell. */
  readonly declared?: Declared
  /** Where the journal and a framework's table contradict each other: for what mends that. */
  readonly despiteConflicts?: boolean
  /** Migrations that a person says are not applied: a table that is gone does not contradict that. */
  readonly forgets?: readonly string[]
  /** A framework's table that is not there is made, with what the journal says is applied. */
  readonly makesTables?: boolean
  /** Nothing is undone: what only a way back needs may stay in the store. */
  readonly outline?: boolean
}

const RECONNECTS = 3
/** Longest first pause, in milliseconds, before the history is read again; it doubles four times. */
const RIVAL_PAUSE = 200

/**
 * Runs `work` under the deploy lock, on a proved primary, with nothing undecided. When an answer is lost it starts again
 * from what the journal says, three times at most; when a rival turns out to have written meanwhile, for as long as it
 * would wait for the lock. Throws `SW-LOCKED` when rivals never leave it a turn.
 */
export async function deploy<T>(
  workspace: Workspace,
  work: (deploy: Deploy) => Promise<T>,
  options: DeployOptions = {},
): Promise<T> {
  const { environment, signal, timeouts } = workspace
  const began = environment.monotonic()
  let working = false
  const noted = (locked: Deploy): Promise<T> => {
    working = true
    return work(locked)
  }
  for (let lost = 0, outrun = 0; ;) {
    try {
      return await once(workspace, noted, options)
    } catch (error) {
      const kind = failureKind(error)
      if (signal.aborted) throw error
      if (kind === 'answer-lost') {
        if ((lost += 1) >= RECONNECTS) throw error
      } else if (kind === 'journal-conflict') {
        if (environment.monotonic() - began > timeouts.lease) throw neverOurTurn(error)
        await environment.sleep(environment.random() * RIVAL_PAUSE * 2 ** Math.min(outrun, 4), signal)
        outrun += 1
      } else {
        throw lost > 0 && working ? lostBefore(error) : error
      }
    }
  }
}

/** A later attempt that gets nowhere must not speak for the first one. */
function lostBefore(error: unknown): unknown {
  if (!(error instanceof SlipwayError)) return error
  const silent = [3, 11, 64].includes(catalogue[error.code].exit) || error.code === 'SW-LOCKED'
  if (!silent && !error.message.includes('Nothing was changed')) return error
  return afterChange(
    error,
    'The connection was lost at work before that, and what had changed by then stays: slipway status tells.',
  )
}

function neverOurTurn(cause: unknown): SlipwayError {
  return new SlipwayError(
    'SW-LOCKED',
    'Others wrote to the journal whenever this process was about to. What it was about to do was undone.',
    { hint: 'See what they did, then run the same again:\n  slipway history', cause },
  )
}

async function once<T>(workspace: Workspace, work: (deploy: Deploy) => Promise<T>, options: DeployOptions): Promise<T> {
  const { environment, events, timeouts } = workspace
  const began = environment.monotonic()
  const asked = {
    project: workspace.project,
    owner: environment.who,
    timeouts,
    signal: workspace.signal,
    onWaiting: (holder: LeaseHolder | undefined, waited: number): void =>
      events.emit({ type: 'lease-waiting', waited, limit: timeouts.lease, ...(holder && { holder }) }),
  }
  return workspace.driver.lease(asked, async (lease) => {
    const waited = environment.monotonic() - began
    if (waited > 1_000) events.emit({ type: 'lease-acquired', waited })
    requirePrimary(workspace, lease)
    // A framework's files tell what its lock and its table are about. Where there is none, files are read while the server
    // reads the journal.
    const bridged = workspace.adapters.some(({ bridge }) => bridge !== undefined)
    const loads = bridged ? await loadEach(workspace) : undefined
    const absent = loads && (await absentTables(workspace, lease, loads, options))
    const known = { ...(loads && { loads }), ...(absent && { absent }) }
    return holdingLocks(workspace, lease, loads ?? [], () => underLocks(workspace, lease, known, work, options))
  })
}

async function underLocks<T>(
  workspace: Workspace,
  lease: Lease,
  known: Pick<Known, 'loads' | 'absent'>,
  work: (deploy: Deploy) => Promise<T>,
  { declared = {}, despiteConflicts = false, outline = false }: DeployOptions,
): Promise<T> {
  const signal = AbortSignal.any([workspace.signal, lease.signal])
  const found = await readAll(workspace, lease.session, { ...known, outline })
  const book = ledger(found.journalled, workspace.project, workspace.environment.who)
  const open = { ...found, lease, ledger: book, signal }
  const [conflict] = found.foreign.conflicts
  if (conflict && !despiteConflicts) throw historyConflict(conflict)
  await prepareTables(workspace, open)
  const told = await appendForeign(workspace, open)
  const settled = await recover({ ...open, workspace, history: found.journalled }, declared)
  const locked = { ...open, settled }
  return work(settled || told ? await readAgain(workspace, locked) : locked)
}

/** A framework's table that is missing is made before anything is written to it. */
async function prepareTables(workspace: Workspace, { links, session }: Reading): Promise<void> {
  for (const link of links) {
    if (!link.found.exists) await link.bridge.prepare(contextOf(link, session, workspace.dialect))
  }
}

/** What files and journal say by now, under the same lock. */
export async function readAgain(workspace: Workspace, locked: Deploy): Promise<Deploy> {
  const found = await readAll(workspace, locked.session)
  return { ...locked, ...found, ledger: ledger(found.journalled, workspace.project, workspace.environment.who) }
}

/** Decisions are read, and writes sent, on a primary only. */
function requirePrimary(workspace: Workspace, lease: Lease): void {
  if (lease.session.server.topology !== 'replica') return
  throw new SlipwayError('SW-NOT-PRIMARY', `${workspace.driver.address} is a replica. Nothing was changed.`, {
    hint: 'Give the address of the primary to the driver in slipway.config.ts.',
    details: { address: workspace.driver.address },
  })
}
