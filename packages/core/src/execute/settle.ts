import { land, type Landing } from '../bridge/mirror.ts'
import type { Probe } from '../contract/dialect.ts'
import type { Peer } from '../contract/driver.ts'
import type { ObjectId } from '../contract/schema.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import type { Intent } from '../history/history.ts'
import { observe } from './observe.ts'
import { append } from './execution.ts'
import { absentBody, landedIntentBody } from './intent-outcome.ts'

/** Milliseconds between two looks at who makes a remedy wait. */
const REMEDY_EVERY = 2_000
/** Milliseconds between two looks at who works on what was left halfway. */
const QUIET_EVERY = 500

type Settling = Landing

/**
 * Decides from the catalog whether an intent's statement took effect, cleans up what it left halfway, and journals the
 * outcome. The statement's session must be known to be done. Answers `cleaned` when it is absent only because of that, and
 * `unknown`, with nothing journalled, when nobody can tell.
 */
export async function settle(
  execution: Settling,
  intent: Intent,
): Promise<'landed' | 'absent' | 'cleaned' | 'unknown'> {
  const { workspace } = execution
  const probe = await probeWhenQuiet(execution, intent)
  if (probe.outcome === 'unknown') return 'unknown'
  if (probe.outcome === 'partial') {
    if (!probe.remedy) return 'unknown'
    await clean(execution, intent, probe.remedy.statements)
  }
  const landed = probe.outcome === 'landed' || probe.remedy?.then === 'landed'
  if (landed) await land(execution, landedIntentBody(intent, 'probed', probe.reason), 0)
  else await append(execution, [absentBody(intent, 'probed', probe.reason)])
  workspace.events.emit({
    type: 'recovered',
    migration: intent.key.migration,
    outcome: landed ? 'landed' : 'absent',
    reason: probe.reason,
  })
  if (landed) return 'landed'
  return probe.outcome === 'partial' ? 'cleaned' : 'absent'
}

const nothingKnown: Probe = { outcome: 'unknown', reason: 'code cannot be probed' }

/**
 * Probes; what is halfway is probed again once nobody is at work on it any more. A server may finish by itself what it began:
 * MongoDB builds an index on after its client, or the server itself, was killed.
 */
async function probeWhenQuiet({ workspace, lease }: Settling, intent: Intent): Promise<Probe> {
  const { dialect, environment, events, timeouts, signal } = workspace
  if (intent.step.runner !== 'statement') return nothingKnown
  const began = environment.monotonic()
  for (;;) {
    const now = await lease.session.definitions(Object.keys(intent.before))
    const probe = dialect.probe({ text: intent.step.text }, intent.before, now)
    if (probe.outcome !== 'partial') return probe
    const busy = await busyOn({ workspace, lease }, intent)
    if (!busy) return probe
    if (environment.monotonic() - began > timeouts.lease) throw stillBusy(intent, busy)
    const why = 'what an interrupted run left halfway is being worked on'
    events.emit({ type: 'waiting-for-peers', migration: intent.key.migration, peers: busy.peers, why })
    await environment.sleep(QUIET_EVERY, signal)
  }
}

/** An object of the intent, and who is at work on it. */
interface Busy {
  readonly object: ObjectId
  readonly peers: readonly Peer[]
}

async function busyOn(
  { workspace, lease }: Pick<Settling, 'workspace' | 'lease'>,
  intent: Intent,
): Promise<Busy | undefined> {
  for (const object of Object.keys(intent.before)) {
    const workers = await workspace.driver.workers(lease.session, object)
    const peers = workers.filter((peer) => peer.id !== lease.session.identity?.id)
    if (peers.length > 0) return { object, peers }
  }
  return undefined
}

function stillBusy(intent: Intent, { object, peers }: Busy): SlipwayError {
  const who = peers.map((peer) => `pid ${peer.id} (${peer.application ?? peer.user ?? 'unknown'})`).join(', ')
  return new SlipwayError(
    'SW-PARTIAL',
    `${intent.key.migration}: ${object} was left halfway, and ${who} is at work on it. Nothing was cleaned up.`,
    {
      hint: 'Wait for that session to end, then:\n  slipway resume',
      details: { migration: intent.key.migration, object },
    },
  )
}

/** Runs a remedy. */
async function clean({ workspace, lease }: Settling, intent: Intent, statements: readonly string[]): Promise<void> {
  const { migration } = intent.key
  const why = 'what was left halfway is cleaned up, and that waits for them'
  const watch = observe({ workspace, lease }, REMEDY_EVERY, async (observer, worker) => {
    const peers = await workspace.driver.blockers(observer, worker)
    if (peers.length > 0) workspace.events.emit({ type: 'waiting-for-peers', migration, peers, why })
  })
  try {
    for (const text of statements) {
      await lease.session.execute(
        { text: workspace.dialect.mark(text, `${intent.marker} remedy`) },
        { timeouts: workspace.timeouts },
      )
    }
  } finally {
    void watch.stop()
  }
}
