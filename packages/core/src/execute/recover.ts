import { land, type Landing } from '../bridge/mirror.ts'
import type { Peer } from '../contract/driver.ts'
import { firstLine } from '../errors/first-line.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import type { History, Intent } from '../history/history.ts'
import { append, type Execution } from './execution.ts'
import { absentBody, landedIntentBody, unknownOutcome } from './intent-outcome.ts'
import { settle } from './settle.ts'

/** What a person says of a statement whose outcome nobody can tell. */
export interface Declared {
  readonly landed?: string
  readonly notLanded?: string
}

type Recovering = Landing & Pick<Execution, 'signal'>

/**
 * Settles every statement that was sent and whose outcome is not recorded: first makes sure that its session is gone, then
 * probes. Answers whether anything was written. Throws `SW-UNKNOWN` where only a person can decide.
 */
export async function recover(execution: Recovering, declared: Declared = {}): Promise<boolean> {
  const { history } = execution
  const intents = [...history.migrations.values()].flatMap((migration) => migration.open ?? [])
  if (intents.length > 0) await execution.workspace.dialect.load?.()
  for (const intent of intents) {
    await untilGone(execution, intent)
    await decide(execution, intent, declared)
  }
  return intents.length > 0
}

async function decide(execution: Recovering, intent: Intent, declared: Declared): Promise<void> {
  const said = declared.landed ?? declared.notLanded
  if ((await settle(execution, intent)) !== 'unknown') return
  if (intent.recovery === 'repeatable')
    return append(execution, [absentBody(intent, 'probed', 'running it again gives the same state')])
  if (said === undefined) throw withSent(unknownOutcome(intent), execution.history, intent)
  if (declared.landed === undefined) return append(execution, [absentBody(intent, 'declared', said)])
  await land(execution, landedIntentBody(intent, 'declared', said), 0)
}

/** The server may work on after its client died: no verdict from the catalog before that session is gone. */
async function untilGone({ workspace, lease, signal }: Recovering, intent: Intent): Promise<void> {
  if (!intent.session) return
  const { environment, events, timeouts } = workspace
  const began = environment.monotonic()
  for (;;) {
    const peer = await workspace.driver.alive(lease.session, intent.session)
    if (!peer) return
    const waited = environment.monotonic() - began
    if (waited > timeouts.lease) throw stillRunning(intent, peer)
    events.emit({
      type: 'waiting-for-peers',
      migration: intent.key.migration,
      peers: [peer],
      why: 'the session of an interrupted run still works on the server',
    })
    await environment.sleep(500, signal)
  }
}

function stillRunning(intent: Intent, peer: Peer): SlipwayError {
  return new SlipwayError(
    'SW-LOCKED',
    `The session that was running ${intent.key.migration} still works on the server: pid ${peer.id}. Nothing was changed.`,
    {
      hint: 'Let it end and run the same again, or end it:\n  slipway unlock --terminate',
      details: { migration: intent.key.migration, pid: peer.id },
    },
  )
}

function withSent(error: SlipwayError, history: History, intent: Intent): SlipwayError {
  const sent = history.migrations.get(intent.key.migration)?.sent ?? []
  if (sent.length === 0) return error
  const lines = sent.map((text) => `  sent: ${firstLine(text)}`).join('\n')
  return new SlipwayError(error.code, `${error.message}\n${lines}`, {
    ...(error.hint !== undefined && { hint: error.hint }),
    details: { ...error.details, sent },
  })
}
