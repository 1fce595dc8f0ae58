import type { Driver, Entry, Journal, Lease, Schema, Session } from '@slipway/core'

/**
 * A scratch driver seen through the one session that holds its deploy lock. Nobody else is in a scratch database, so a
 * schema is read again only after something was sent, and the journal only from where it was left. `forget` says that somebody was let in.
 */
export function oneSession(driver: Driver, lease: Lease): { readonly driver: Driver; readonly forget: () => void } {
  const raw = lease.session
  let schema: Promise<Schema> | undefined
  let identity: ReturnType<Driver['identify']> | undefined
  let running = 0
  const forgetting = async <T>(work: Promise<T>): Promise<T> => {
    running += 1
    try {
      return await work
    } finally {
      running -= 1
      schema = undefined
    }
  }
  const session: Session = {
    ...raw,
    execute: (statement, options) => forgetting(raw.execute(statement, options)),
    transaction: (work, options) => forgetting(raw.transaction(work, options)),
    commit: (options) => forgetting(raw.commit(options)),
    inspect: () => (schema ??= raw.inspect()),
    close: async () => undefined,
  }
  const inner = (given: Session): Session => (given === session ? raw : given)
  const journals = new Map<string, Journal>()
  const quick: Driver = {
    ...driver,
    // A step that runs and asks for another connection gets one.
    connect: async (options) => (running > 0 ? driver.connect(options) : session),
    lease: (_options, work) => work({ session, token: lease.token, signal: lease.signal }),
    identify: (given) => (identity ??= driver.identify(inner(given))),
    journal: (given, project) => {
      const known = journals.get(project) ?? remembering(driver.journal(inner(given), project))
      journals.set(project, known)
      return known
    },
    checkpoints: (_given, project) => {
      const checkpoints = driver.checkpoints(raw, project)
      return { ...checkpoints, write: (to, key, value) => checkpoints.write(inner(to), key, value) }
    },
    holder: (given, project) => driver.holder(inner(given), project),
    alive: (given, identity) => driver.alive(inner(given), identity),
    blockers: (given, waiter) => driver.blockers(inner(given), waiter),
    workers: (given, object) => driver.workers(inner(given), object),
    oldest: (given) => driver.oldest(inner(given)),
  }
  return {
    driver: quick,
    forget: () => {
      schema = undefined
    },
  }
}

function remembering(journal: Journal): Journal {
  const entries: Entry[] = []
  return {
    ...journal,
    read: async (after = 0) => {
      entries.push(...(await journal.read(entries.at(-1)?.seq ?? 0)))
      return entries.filter((entry) => entry.seq > after)
    },
  }
}
