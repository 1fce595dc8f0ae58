import type { BridgeConflict } from '../contract/bridge.ts'
import type { Lease, LeaseHolder } from '../contract/driver.ts'
import { afterChange } from '../errors/after-change.ts'
import { catalogue } from '../errors/catalogue.ts'
import { failureKind } from '../errors/failure-kind.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { append } from '../execute/execution.ts'
import { recover, type Declared } from '../execute/recover.ts'
import { ledger, type Ledger } from '../history/ledger.ts'
import { readAll, type Reading } from './reading.ts'
import type { Workspace } from '../config/workspace.ts'

/** A reading made under the deploy lock, with every open statement settled. */
export interface Deploy extends Reading {
  readonly lease: Lease
  readonly ledger: Ledger
  readonly signal: AbortSignal
  /** Whether a statement was open and has been settled just now: a plan made before knows nothing of its effect. */
  readonly settled: boolean
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
  declared: Declared = {},
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
      return await once(workspace, noted, declared)
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

async function once<T>(workspace: Workspace, work: (deploy: Deploy) => Promise<T>, declared: Declared): Promise<T> {
  const { environment, events, timeouts } = workspace
  const began = environment.monotonic()
  const options = {
    project: workspace.project,
    owner: environment.who,
    timeouts,
    signal: workspace.signal,
    onWaiting: (holder: LeaseHolder | undefined, waited: number): void =>
      events.emit({ type: 'lease-waiting', waited, limit: timeouts.lease, ...(holder && { holder }) }),
  }
  return workspace.driver.lease(options, async (lease) => {
    const waited = environment.monotonic() - began
    if (waited > 1_000) events.emit({ type: 'lease-acquired', waited })
    requirePrimary(workspace, lease)
    await workspace.driver.journal(lease.session, workspace.project).prepare()
    const signal = AbortSignal.any([workspace.signal, lease.signal])
    const found = await readAll(workspace, lease.session)
    const open = { ...found, lease, ledger: ledger(found.journalled, workspace.project, environment.who), signal }
    const told = await appendForeign(open)
    const settled = await recover({ ...open, workspace }, found.journalled, declared)
    const locked = { ...open, settled }
    return work(settled || told ? await readAgain(workspace, locked) : locked)
  })
}

/** What files and journal say by now, under the same lock. */
export async function readAgain(workspace: Workspace, locked: Deploy): Promise<Deploy> {
  const found = await readAll(workspace, locked.session)
  return { ...locked, ...found, ledger: ledger(found.journalled, workspace.project, workspace.environment.who) }
}

/** Under the deploy lock what a framework did meanwhile becomes part of the journal. */
async function appendForeign(open: Omit<Deploy, 'settled'>): Promise<boolean> {
  const [conflict] = open.foreign.conflicts
  if (conflict) throw historyConflict(conflict)
  if (open.foreign.bodies.length === 0) return false
  await append(open, open.foreign.bodies)
  return true
}

function historyConflict({ migration, message }: BridgeConflict): SlipwayError {
  return new SlipwayError('SW-HISTORY-CONFLICT', `${migration}: ${message} Nothing was changed.`, {
    hint: 'See what each says, then mend the one that is wrong:\n  slipway doctor\n  slipway history',
    details: { migration },
  })
}

/** Decisions are read, and writes sent, on a primary only. */
function requirePrimary(workspace: Workspace, lease: Lease): void {
  if (lease.session.server.topology !== 'replica') return
  throw new SlipwayError('SW-NOT-PRIMARY', `${workspace.driver.address} is a replica. Nothing was changed.`, {
    hint: 'Give the address of the primary to the driver in slipway.config.ts.',
    details: { address: workspace.driver.address },
  })
}
