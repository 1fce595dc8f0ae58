import type { Session } from '../contract/driver.ts'
import type { SessionIdentity } from '../contract/journal.ts'
import type { Execution } from './execution.ts'

export interface Observation {
  /** Ends it, and waits for the look that is under way. */
  stop(): Promise<void>
}

/** Said once: an abort that says nothing makes a new error each time, and there is one for each unit. */
const over = new Error('the observed work has ended')

/**
 * Looks again and again, from a second connection, at the session that works for us. Connects only after `every`
 * milliseconds, so that what is quick is not observed at all. Where sessions cannot be told apart, nothing is looked at.
 */
export function observe(
  { workspace, lease }: Pick<Execution, 'workspace' | 'lease'>,
  every: number,
  look: (observer: Session, worker: SessionIdentity) => Promise<void>,
): Observation {
  const worker = lease.session.identity
  const stopped = new AbortController()
  const looking = async (): Promise<void> => {
    if (!worker) return
    let observer: Session | undefined
    try {
      await workspace.environment.sleep(every, stopped.signal)
      observer = await workspace.driver.connect({ application: 'slipway observer' })
      while (!stopped.signal.aborted) {
        await look(observer, worker)
        await workspace.environment.sleep(every, stopped.signal)
      }
    } catch {
      // What it sees is a courtesy: without a second connection the work goes on all the same.
    } finally {
      await observer?.close().catch(() => undefined)
    }
  }
  const ended = looking()
  return {
    stop: () => {
      stopped.abort(over)
      return ended
    },
  }
}
