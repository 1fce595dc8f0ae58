import type { Reverse } from '../contract/dialect.ts'
import type { Peer } from '../contract/driver.ts'
import type { SlipwayEvent } from '../contract/event.ts'
import type { EntryBody } from '../contract/journal.ts'
import type { Part, PlannedStep, Unit } from '../contract/plan.ts'
import { failureKind } from '../errors/failure-kind.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import type { Intent } from '../history/history.ts'
import { append, keyOf, landedBody, landedStep, plannedOf, type Execution } from './execution.ts'
import { locate } from './failure.ts'
import { markerOf, runStep } from './run-step.ts'
import { observe } from './observe.ts'
import { settle } from './settle.ts'

/** Milliseconds between two looks at a long statement. */
const PROGRESS_EVERY = 2_000

/**
 * Runs a statement that cannot share a transaction with its journal row: intent, statement, outcome. An error is probed
 * like a crash, because a server may fail a statement and keep part of it.
 */
export async function runOutsideUnit(execution: Execution, unit: Unit): Promise<void> {
  for (const part of unit.parts) {
    const [step] = part.steps
    if (step) await runOutsidePart(execution, unit, part, step)
  }
}

async function runOutsidePart(execution: Execution, unit: Unit, part: Part, step: PlannedStep): Promise<void> {
  const intent = await intend(execution, unit, part, step)
  await listPeers(execution, part)
  try {
    if (step.step.kind === 'statement') await send(execution, part, step)
    else await locate(execution, part, step, () => runStep(execution, journalled(execution, part), part, step))
  } catch (error) {
    if (failureKind(error) === 'answer-lost' || failureKind(error) === 'lease-lost') throw error
    await afterError(execution, intent, error)
    return
  }
  await append(execution, [landedBody(execution, part, 'answered', [intent.step])])
}

/** Writes down what is about to be sent, by which session, and what its objects look like before. */
async function intend(execution: Execution, unit: Unit, part: Part, step: PlannedStep): Promise<Intent> {
  const { workspace, lease, history, plan } = execution
  const statement = step.step.kind === 'statement' ? step.step : undefined
  const before = statement ? await lease.session.definitions(workspace.dialect.probed(statement)) : {}
  const planned = plannedOf(execution, part)
  const past = history.migrations.get(part.migration)
  const done = plan.content.direction === 'up' ? past?.landed : past?.undone
  const intent: Intent = {
    type: 'intent',
    run: execution.run,
    key: keyOf(execution, part),
    attempt: past && done?.length === part.part ? past.attempts : 0,
    checksum: planned.record.checksum,
    step: landedStep(step, await reverseFor(execution, step)),
    recovery: unit.recovery,
    ...(part.completes && { completes: planned.record }),
    ...(lease.session.identity && { session: lease.session.identity }),
    before,
    marker: markerOf(execution, part),
  }
  await append(execution, [intent])
  return intent
}

async function reverseFor(execution: Execution, step: PlannedStep): Promise<Reverse> {
  if (execution.plan.content.direction === 'down') return { kind: 'nothing' }
  if (step.reverse.kind !== 'at-apply' || step.step.kind !== 'statement') return step.reverse
  return execution.workspace.dialect.reverse(step.step, await execution.lease.session.inspect())
}

/** Says who will make the statement wait, before it starts to. */
async function listPeers({ workspace, lease }: Execution, part: Part): Promise<void> {
  const peers = await workspace.driver.oldest(lease.session)
  if (peers.length > 0) workspace.events.emit(waitingFor(part, peers))
}

function waitingFor(part: Part, peers: readonly Peer[]): SlipwayEvent {
  const why = 'it waits for transactions that are older than it'
  return { type: 'waiting-for-peers', migration: part.migration, peers, why }
}

async function send(execution: Execution, part: Part, step: PlannedStep): Promise<void> {
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
  const watch = observe(execution, PROGRESS_EVERY, async (observer, worker) => {
    const progress = await workspace.driver.progress?.(observer, worker)
    if (progress) workspace.events.emit({ type: 'progress', migration: part.migration, ...progress })
    const blockers = await workspace.driver.blockers(observer, worker)
    if (blockers.length > 0) workspace.events.emit(waitingFor(part, blockers))
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

/** The server answered with an error: the statement is over, so the catalog tells what it left. */
async function afterError(execution: Execution, intent: Intent, error: unknown): Promise<void> {
  if (intent.recovery === 'repeatable') {
    await append(execution, [absentBody(intent, 'answered')])
    throw error
  }
  const outcome = await settle(execution, intent)
  if (outcome === 'landed') return
  if (outcome === 'absent') throw error
  throw unknown(intent, error)
}

/** A session for code outside a transaction: what it sends is written down before it is sent. */
function journalled(execution: Execution, part: Part): Execution['lease']['session'] {
  const { session } = execution.lease
  const sent = (text: string): EntryBody => ({ type: 'sent', run: execution.run, key: keyOf(execution, part), text })
  return {
    ...session,
    execute: async (statement, options) => {
      await append(execution, [sent(statement.text)])
      return session.execute(statement, options)
    },
  }
}

/** The entry that says that an intent's statement did not take effect. */
export function absentBody(intent: Intent, how: 'answered' | 'probed' | 'declared', note?: string): EntryBody {
  return {
    type: 'absent',
    run: intent.run,
    key: intent.key,
    attempt: intent.attempt,
    how,
    ...(note !== undefined && { note }),
  }
}

/** Nobody can tell whether an intent's statement took effect. */
export function unknown(intent: Intent, cause?: unknown): SlipwayError {
  const { migration } = intent.key
  const first = intent.step.text.trim().split('\n', 1)[0] ?? ''
  return new SlipwayError('SW-UNKNOWN', `${migration}: nobody can tell whether this took effect: ${first}`, {
    hint: [
      'Look at the database, then say which it is:',
      '  slipway resume --landed "how I know"',
      '  slipway resume --not-landed "how I know"',
      'More:\n  slipway doctor',
    ].join('\n'),
    cause,
    details: { migration, statement: first, marker: intent.marker },
  })
}
