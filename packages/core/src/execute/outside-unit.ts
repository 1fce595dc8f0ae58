import { contextOf, linkOf } from '../bridge/link.ts'
import { land } from '../bridge/mirror.ts'
import type { Analysis, Reverse } from '../contract/dialect.ts'
import type { Peer } from '../contract/driver.ts'
import type { SlipwayEvent } from '../contract/event.ts'
import type { EntryBody } from '../contract/journal.ts'
import type { Statement } from '../contract/migration.ts'
import type { Part, PlannedStep, Unit } from '../contract/plan.ts'
import { failureKind } from '../errors/failure-kind.ts'
import { firstLine } from '../errors/first-line.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { isOwnStatement } from '../migration/bridging/own-statement.ts'
import type { Intent } from '../history/history.ts'
import { append, keyOf, landedBody, landedStep, plannedOf, type Execution } from './execution.ts'
import { locate } from './failure.ts'
import { absentBody, unknownOutcome } from './intent-outcome.ts'
import type { LateOutcomes } from './late-outcomes.ts'
import { refuseHazards } from './refuse-hazards.ts'
import { loadCode, markerOf, runStep } from './run-step.ts'
import { observe } from './observe.ts'
import { beforeNextTry, onlyMetLock } from './retry.ts'
import { reverseNow } from './reverse-now.ts'
import { settle } from './settle.ts'

/** Milliseconds between two looks at a long statement. */
const PROGRESS_EVERY = 2_000

/**
 * Runs a statement that cannot share a transaction with its journal row: intent, statement, outcome. An error is probed
 * like a crash, because a server may fail a statement and keep part of it.
 */
export async function runOutsideUnit(execution: Execution, unit: Unit, late: LateOutcomes): Promise<void> {
  for (const part of unit.parts) {
    const [step] = part.steps
    if (step) await runOutsidePart(execution, unit, part, step, late)
  }
}

/** Tries again where a try only met a lock and left nothing behind; what had to be cleaned up is not begun anew. */
async function runOutsidePart(
  execution: Execution,
  unit: Unit,
  part: Part,
  step: PlannedStep,
  late: LateOutcomes,
): Promise<void> {
  const began = execution.workspace.environment.monotonic()
  // Loading code may take its time.
  if (step.step.kind !== 'statement') await late.write()
  await refuseHazards(execution, part, step, late)
  await locate(execution, part, step, () => loadCode(execution, step))
  for (let attempt = 1; ; attempt += 1) {
    const met = await tryOutsidePart(execution, unit, part, step, late, attempt)
    if (met === undefined) return
    await beforeNextTry(execution, part, { attempt, began, ...met })
  }
}

/** What kept a statement from running. */
interface Met {
  readonly error: unknown
  readonly blockers: readonly Peer[]
}

async function tryOutsidePart(
  execution: Execution,
  unit: Unit,
  part: Part,
  step: PlannedStep,
  late: LateOutcomes,
  attempt: number,
): Promise<Met | undefined> {
  const began = execution.workspace.environment.monotonic()
  const intent = await intentOf(execution, unit, part, step, attempt)
  await late.write([intent])
  await listPeers(execution, part, step)
  const seen: { blockers: readonly Peer[] } = { blockers: [] }
  try {
    if (step.step.kind === 'statement') await send(execution, part, step, seen)
    else await locate(execution, part, step, () => runStep(execution, journalled(execution, part), part, step))
  } catch (error) {
    if (failureKind(error) === 'answer-lost' || failureKind(error) === 'lease-lost') throw error
    if ((await afterError(execution, intent, error)) === 'landed') return undefined
    return { error, ...seen }
  }
  const { monotonic } = execution.workspace.environment
  const outcome = landedBody(execution, part, 'answered', [intent.step])
  if (mayWait(execution, intent)) late.keep(outcome)
  else await land(execution, outcome, monotonic() - began)
  return undefined
}

/** Where a crash leaves what the catalog tells, the outcome may wait for the next intent; a framework's row may not. */
function mayWait({ links, history }: Execution, { recovery, completes, key }: Intent): boolean {
  return recovery === 'probed' && !(completes && linkOf(links, history, key.migration))
}

/** What is about to be sent, by which session, and what its objects look like before. */
async function intentOf(
  execution: Execution,
  unit: Unit,
  part: Part,
  step: PlannedStep,
  attempt: number,
): Promise<Intent> {
  const { workspace, lease, history, plan } = execution
  const statement = step.step.kind === 'statement' ? step.step : undefined
  const before = statement ? await lease.session.definitions(workspace.dialect.probed(statement)) : {}
  const planned = plannedOf(execution, part)
  const past = history.migrations.get(part.migration)
  const up = plan.content.direction === 'up'
  const done = up ? past?.landed : past?.undone
  const reverse: Reverse = up ? await reverseNow(execution, lease.session, step) : { kind: 'nothing' }
  return {
    type: 'intent',
    run: execution.run,
    key: keyOf(execution, part),
    attempt: (past && done?.length === part.part ? past.attempts : 0) + attempt - 1,
    checksum: planned.record.checksum,
    step: landedStep(step, reverse),
    recovery: unit.recovery,
    ...(part.completes && { completes: planned.record }),
    ...(lease.session.identity && { session: lease.session.identity }),
    before,
    marker: markerOf(execution, part),
  }
}

/** Says who will make the statement wait, before it starts to. Nobody holds what it is about to make. */
async function listPeers({ workspace, lease, links }: Execution, part: Part, step: PlannedStep): Promise<void> {
  const peers = locksOnlyNew(step) ? [] : [...(await workspace.driver.oldest(lease.session))]
  for (const link of links) {
    const found = await link.bridge.lock?.sessions(contextOf(link, lease.session, workspace.dialect))
    peers.push(...(found?.waiters ?? []))
  }
  if (peers.length > 0) workspace.events.emit(waitingFor(part, peers))
}

function locksOnlyNew({ analysis }: PlannedStep): boolean {
  if (analysis === undefined || analysis.locks.length === 0) return false
  const made = new Set(analysis.objects.filter(({ effect }) => effect === 'create').map(({ id }) => id))
  return analysis.locks.every(({ object }) => made.has(object))
}

function waitingFor(part: Part, peers: readonly Peer[]): SlipwayEvent {
  const why = 'it waits for transactions that are older than it'
  return { type: 'waiting-for-peers', migration: part.migration, peers, why }
}

async function send(
  execution: Execution,
  part: Part,
  step: PlannedStep,
  seen: { blockers: readonly Peer[] },
): Promise<void> {
  const { workspace, lease, plan } = execution
  if (step.step.kind !== 'statement') return
  const { text } = step.step
  workspace.events.emit({ type: 'step-started', migration: part.migration, text })
  const began = workspace.environment.monotonic()
  const marked = { ...step.step, text: workspace.dialect.mark(text, markerOf(execution, part)) }
  const options = {
    signal: execution.signal,
    timeouts: plan.content.timeouts,
    settings: part.settings,
  }
  const every = Math.min(PROGRESS_EVERY, options.timeouts.lock / 2 || PROGRESS_EVERY)
  const watch = observe(execution, every, async (observer, worker) => {
    const progress = await workspace.driver.progress?.(observer, worker)
    if (progress) workspace.events.emit({ type: 'progress', migration: part.migration, ...progress })
    const blockers = await workspace.driver.blockers(observer, worker)
    if (blockers.length === 0) return
    seen.blockers = blockers
    workspace.events.emit(waitingFor(part, blockers))
  })
  try {
    await locate(execution, part, step, () => lease.session.execute(marked, options))
  } finally {
    void watch.stop()
  }
  workspace.events.emit({
    type: 'step-finished',
    migration: part.migration,
    text,
    milliseconds: workspace.environment.monotonic() - began,
  })
}

/** The server answered with an error: the statement is over, so the catalog tells what it left. Throws unless it may run again. */
async function afterError(execution: Execution, intent: Intent, error: unknown): Promise<'landed' | 'absent'> {
  if (intent.recovery === 'repeatable') {
    await append(execution, [absentBody(intent, 'answered')])
    if (onlyMetLock(error)) return 'absent'
    throw error
  }
  const outcome = await settle(execution, intent)
  if (outcome === 'landed') return outcome
  if (outcome === 'unknown') throw unknownOutcome(intent, error)
  if (outcome === 'absent' && onlyMetLock(error)) return outcome
  throw error
}

/** A session for code outside a transaction: what it sends is written down before it is sent. */
function journalled(execution: Execution, part: Part): Execution['lease']['session'] {
  const { session } = execution.lease
  const sent = (text: string): EntryBody => ({ type: 'sent', run: execution.run, key: keyOf(execution, part), text })
  return {
    ...session,
    execute: async (statement, options) => {
      refuseBorder(execution, statement)
      if (!isOwnStatement(statement.text)) await append(execution, [sent(statement.shown ?? statement.text)])
      return session.execute(statement, options)
    },
  }
}

/** A transaction that code begins by a statement would be committed by the next entry, whatever the code then rolls back. */
function refuseBorder({ workspace, lease }: Execution, statement: Statement): void {
  let control: Analysis['control']
  try {
    control = workspace.dialect.analyze(statement, { server: lease.session.server, preceding: [] }).control
  } catch (error) {
    // What cannot be read is the server's to refuse.
    if (error instanceof SlipwayError && error.code === 'SW-TRANSACTION') throw error
  }
  if (control === undefined) return
  throw new SlipwayError(
    'SW-TRANSACTION',
    `${firstLine(statement.text)}: each statement of code that runs outside a transaction is journalled before it is sent, which would commit what is open. It was not sent.`,
    { hint: 'Use the transaction of the session: session.transaction(async (session) => …, { timeouts })' },
  )
}
