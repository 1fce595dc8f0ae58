import type { Environment } from '../config/workspace.ts'
import type { Reporter, SlipwayEvent } from '../contract/event.ts'

/** Hands events to reporters, never while a transaction is open, and never lets a reporter fail a run. */
export interface EventQueue {
  readonly emit: (event: SlipwayEvent) => void
  /** Keeps events back until `work` has ended. */
  hold<T>(work: () => Promise<T>): Promise<T>
  /** Waits until every reporter has taken everything, or the deadline (milliseconds) has passed. */
  close(deadline: number): Promise<void>
}

/** Makes a queue over some reporters. `sleep` bounds how long a slow one is waited for at the end. */
export function eventQueue(reporters: readonly Reporter[], sleep: Environment['sleep']): EventQueue {
  let waiting: SlipwayEvent[] = []
  let held = 0
  let scheduled = false
  let delivered: Promise<unknown> = Promise.resolve()
  const failed = new Set<string>()

  const tell = async (reporter: Reporter, event: SlipwayEvent): Promise<void> => {
    try {
      await reporter.report(event)
    } catch (error) {
      if (failed.has(reporter.name)) return
      failed.add(reporter.name)
      const message = error instanceof Error ? error.message : String(error)
      for (const other of reporters)
        if (other !== reporter) void tell(other, { type: 'reporter-failed', reporter: reporter.name, message })
    }
  }
  const flush = (): void => {
    scheduled = false
    if (held > 0) return
    const events = waiting
    waiting = []
    const telling = events.flatMap((event) => reporters.map((reporter) => tell(reporter, event)))
    // Without the values: each would hold those of all before it.
    delivered = Promise.all([delivered, ...telling]).then(() => undefined)
  }
  const schedule = (): void => {
    if (scheduled || held > 0 || waiting.length === 0) return
    scheduled = true
    queueMicrotask(flush)
  }

  return {
    emit: (event) => {
      waiting.push(event)
      schedule()
    },
    hold: async (work) => {
      flush()
      held += 1
      try {
        return await work()
      } finally {
        held -= 1
        schedule()
      }
    },
    close: async (deadline) => {
      flush()
      const closing = delivered.then(() => Promise.all(reporters.map((reporter) => reporter.close?.())))
      const closed = new AbortController()
      await Promise.race([closing.catch(() => undefined), sleep(deadline, closed.signal).catch(() => undefined)])
      // A process would wait for the deadline before it ends.
      closed.abort()
    },
  }
}
