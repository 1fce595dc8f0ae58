import type { Peer, Session } from '../contract/driver.ts'
import type { Execution } from './execution.ts'

interface Watch {
  /** The blockers met last, once the statement has ended. */
  seen(): Promise<readonly Peer[]>
  stop(): void
}

/**
 * Looks from a second connection who blocks us, while a unit waits for a lock: afterwards the server no longer knows.
 * Connects only when the unit has run for half of its lock timeout.
 */
export function watchBlockers(execution: Execution): Watch {
  const { workspace, lease, plan } = execution
  const identity = lease.session.identity
  const stopped = new AbortController()
  let blockers: readonly Peer[] = []
  const look = async (): Promise<void> => {
    if (!identity) return
    let observer: Session | undefined
    try {
      await workspace.environment.sleep(plan.content.timeouts.lock / 2, stopped.signal)
      observer = await workspace.driver.connect({ application: 'slipway observer' })
      while (!stopped.signal.aborted) {
        const found = await workspace.driver.blockers(observer, identity)
        if (found.length > 0) blockers = found
        await workspace.environment.sleep(plan.content.timeouts.lock / 4, stopped.signal)
      }
    } catch {
      // Knowing who blocks is a courtesy: without a second connection the unit goes on all the same.
    } finally {
      await observer?.close().catch(() => undefined)
    }
  }
  const looking = look()
  return {
    seen: async () => {
      stopped.abort()
      await looking
      return blockers
    },
    stop: () => stopped.abort(),
  }
}
