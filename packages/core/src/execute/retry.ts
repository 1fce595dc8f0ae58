import type { FailureKind, Peer } from '../contract/driver.ts'
import type { Part } from '../contract/plan.ts'
import { failureKind } from '../errors/failure-kind.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import type { Execution } from './execution.ts'
import { observe } from './observe.ts'

const RETRIED: ReadonlySet<FailureKind> = new Set(['lock-timeout', 'deadlock', 'serialization'])
const FIRST_WAIT = 500
const LONGEST_WAIT = 20_000

/** One try that met a lock. */
export interface FailedTry {
  /** From 1. */
  readonly attempt: number
  /** When the first try began, on the monotonic clock. */
  readonly began: number
  readonly error: unknown
  readonly blockers: readonly Peer[]
}

/** True when a try only met a lock and left nothing behind, so that another one may do better. */
export const onlyMetLock = (error: unknown): boolean => RETRIED.has(failureKind(error))

/**
 * Tries a whole transactional unit again, with growing jittered pauses, when it only met a lock. There is no last attempt
 * without a limit. Throws `SW-NOT-APPLIED` naming the blockers when tries or time run out.
 */
export async function retrying(execution: Execution, part: Part, work: () => Promise<void>): Promise<void> {
  const { driver, environment, events } = execution.workspace
  const { timeouts } = execution.plan.content
  const began = environment.monotonic()
  for (let attempt = 1; ; attempt += 1) {
    let blockers: readonly Peer[] = []
    // Looked at while the unit waits: afterwards the server no longer knows who blocked it.
    const watch = observe(execution, timeouts.lock / 4, async (observer, worker) => {
      const found = await driver.blockers(observer, worker)
      if (found.length > 0) blockers = found
    })
    try {
      await events.hold(work)
      return
    } catch (error) {
      if (!onlyMetLock(error)) throw error
      await watch.stop()
      await beforeNextTry(execution, part, { attempt, began, error, blockers })
    } finally {
      void watch.stop()
    }
  }
}

/** Pauses before the next try. Throws `SW-NOT-APPLIED` naming the blockers when tries or time run out. */
export async function beforeNextTry(
  { workspace, plan, signal }: Execution,
  part: Part,
  { attempt, began, error, blockers }: FailedTry,
): Promise<void> {
  const { environment, events } = workspace
  const { tries, retryFor } = plan.content.timeouts
  const wait = pause(attempt, environment.random())
  const spent = environment.monotonic() - began
  if (attempt >= tries || spent + wait > retryFor) throw notApplied(part, attempt, spent, blockers, error)
  const { migration } = part
  const reason = failureKind(error)
  events.emit({ type: 'unit-retrying', migration, attempt, tries, wait, reason, blockers })
  await environment.sleep(wait, signal)
}

/** Exponential with full jitter in its upper half: rivals do not meet again at the same moment. */
function pause(attempt: number, random: number): number {
  const ceiling = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt)
  return Math.round(ceiling / 2 + (ceiling / 2) * random)
}

function notApplied(
  part: Part,
  attempts: number,
  spent: number,
  blockers: readonly Peer[],
  cause: unknown,
): SlipwayError {
  const names = blockers.map((peer) =>
    `${peer.probable ? 'probably ' : ''}pid ${peer.id} ${peer.application ?? ''} (${peer.user ?? 'unknown user'})`.replace(
      '  ',
      ' ',
    ),
  )
  return new SlipwayError(
    'SW-NOT-APPLIED',
    `${part.migration} was not applied: what it needs never came free in ${attempts} tries over ${Math.round(spent / 1000)} s.${names.length > 0 ? ` Blocked by ${names.join(', ')}.` : ''}`,
    {
      hint: 'End or wait for the sessions above, then:\n  slipway apply',
      cause,
      details: { migration: part.migration, attempts, blockers: blockers.map((peer) => ({ ...peer })) },
    },
  )
}
