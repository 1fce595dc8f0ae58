import type { Checkpoints, Driver, Entry, Journal, Json, Lease, Schema, Session } from '@slipway/core'

/** A scratch driver through one session. */
export interface OneSession {
  readonly driver: Driver
  /** Says that somebody was let in. */
  readonly forget: () => void
  /** Writes down what was only remembered, for whoever keeps the scratch. */
  readonly keep: () => Promise<void>
}

/**
 * A scratch driver seen through the one session that holds its deploy lock. Nobody else is in a scratch database, so a
 * schema is read again only after something was sent, and the journal only from where it was left; and what is kept beside
 * the journal from run to run (the plan, the schema before and after) is remembered instead of written.
 */
export function oneSession(driver: Driver, lease: Lease): OneSession {
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
  const values = new Map<string, Remembered>()
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
      const known = values.get(project) ?? remembered(driver.checkpoints(raw, project), inner)
      values.set(project, known)
      return known.checkpoints
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
    keep: async () => {
      for (const known of values.values()) await known.keep(raw)
    },
  }
}

interface Remembered {
  readonly checkpoints: Checkpoints
  readonly keep: (session: Session) => Promise<void>
}

// What a run keeps for a later one. What a runner keeps is written in the transaction of its work, and goes with it.
const ofRuns = /^(plan:|schema$|schema-before:)/

function remembered(stored: Checkpoints, inner: (session: Session) => Session): Remembered {
  const values = new Map<string, Json>()
  return {
    checkpoints: {
      read: async (key) => (ofRuns.test(key) ? values.get(key) : stored.read(key)),
      write: async (session, key, value) => {
        if (ofRuns.test(key)) values.set(key, value)
        else await stored.write(inner(session), key, value)
      },
      clear: async (key) => {
        if (ofRuns.test(key)) values.delete(key)
        else await stored.clear(key)
      },
    },
    keep: async (session) => {
      for (const [key, value] of values) await stored.write(session, key, value)
    },
  }
}

function remembering({ outline: _outline, ...journal }: Journal): Journal {
  const entries: Entry[] = []
  return {
    ...journal,
    read: async (after = 0) => {
      entries.push(...(await journal.read(entries.at(-1)?.seq ?? 0)))
      return entries.filter((entry) => entry.seq > after)
    },
  }
}
