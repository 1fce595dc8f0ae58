import type { Checkpoints, Driver, Journal, NewEntry, Session } from '@slipway/core/plugin'

/** What was just written, or which statement just ran outside a transaction. */
export type Point = { readonly target: string; readonly what: string }

/**
 * Tells of every point at which a store has just changed for good: after each journal write, and after each statement that
 * its journal row could not share a transaction with.
 */
export function tellingPoints(driver: Driver, target: string, reached: (point: Point) => void | Promise<void>): Driver {
  const originals = new WeakMap<Session, Session>()
  const plain = (session: Session): Session => originals.get(session) ?? session
  const written = async (entries: readonly NewEntry[]): Promise<void> => {
    if (entries.length > 0) await reached({ target, what: entries.map(({ body }) => body.type).join(' + ') })
  }
  const watched = (session: Session): Session => {
    const own: Session = {
      ...session,
      async execute(statement, options) {
        const result = await session.execute(statement, options)
        if (options?.timeouts) await reached({ target, what: 'statement' })
        return result
      },
      async transaction(work, options) {
        const result = await session.transaction(work, options)
        await written(options.entries ?? [])
        return result
      },
      async commit(options) {
        await session.commit(options)
        await written(options.entries ?? [])
      },
    }
    originals.set(own, session)
    return own
  }
  return {
    ...driver,
    identify: (session) => driver.identify(plain(session)),
    journal: (session, project): Journal => {
      const journal = driver.journal(plain(session), project)
      return {
        ...journal,
        async append(entries, token) {
          await journal.append(entries, token)
          await written(entries)
        },
      }
    },
    checkpoints: (session, project): Checkpoints => {
      const checkpoints = driver.checkpoints(plain(session), project)
      return { ...checkpoints, write: (own, key, value) => checkpoints.write(plain(own), key, value) }
    },
    lease: (options, work) => driver.lease(options, (lease) => work({ ...lease, session: watched(lease.session) })),
    holder: (session, project) => driver.holder(plain(session), project),
    breakLease: (session, project) => driver.breakLease(plain(session), project),
    alive: (session, identity) => driver.alive(plain(session), identity),
    blockers: (session, waiter) => driver.blockers(plain(session), waiter),
    workers: (session, object) => driver.workers(plain(session), object),
    oldest: (session) => driver.oldest(plain(session)),
  }
}

/**
 * Writes what a release decides only together with the next entry of its coordinator, and says before that it was written:
 * whoever dies in between has passed a point of no return that no store knows of.
 */
export function decidingLate(driver: Driver): Driver {
  let held: readonly NewEntry[] = []
  return {
    ...driver,
    journal: (session, project): Journal => {
      const journal = driver.journal(session, project)
      return {
        ...journal,
        async read(after) {
          const entries = await journal.read(after)
          return [...entries, ...held.map((entry) => ({ ...entry, at: '1970-01-01T00:00:00.000Z' }))]
        },
        async append(entries, token) {
          if (entries.some(({ body }) => body.type === 'release-decided')) {
            held = entries
            return
          }
          const late = held
          held = []
          await journal.append([...late, ...entries], token)
        },
      }
    },
  }
}
