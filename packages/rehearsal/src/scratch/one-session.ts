import type { Checkpoints, Driver, Json, Lease, Schema, Session, TransactionOptions } from '@slipway/core'
import { carriedJournal, type CarriedJournal } from './carried-journal.ts'

/** A scratch driver through one session. */
export interface OneSession {
  readonly driver: Driver
  /** Writes the journal for somebody who is let in. */
  readonly flush: () => Promise<void>
  /** Says that somebody was let in. */
  readonly forget: () => void
  /** Writes down what was only remembered, for whoever keeps the scratch. */
  readonly keep: () => Promise<void>
}

/**
 * A scratch driver seen through the one session that holds its deploy lock. Nobody else is in a scratch database, so a
 * schema is read again only after something was sent, and the journal never; what is kept beside the journal from run to
 * run (the plan, the schema before and after) is remembered instead of written. Nobody asks how large its tables are.
 */
export function oneSession(driver: Driver, lease: Lease, now: () => number): OneSession {
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
  const journals = new Map<string, CarriedJournal>()
  const journalOf = ({ entries }: TransactionOptions): CarriedJournal | undefined =>
    journals.get(entries?.[0]?.project ?? '')
  const session: Session = {
    ...raw,
    execute: (statement, options) => forgetting(raw.execute(statement, options)),
    transaction: (work, options) => {
      const journal = journalOf(options)
      if (journal === undefined) return forgetting(raw.transaction(work, options))
      const send = journal.carry(options, (carried, noting) =>
        raw.transaction((inner, append) => work(inner, noting(append)), carried),
      )
      return forgetting(send)
    },
    commit: (options) => forgetting(journalOf(options)?.carry(options, raw.commit) ?? raw.commit(options)),
    inspect: () => (schema ??= raw.inspect()),
    stats: async () => ({}),
    close: async () => undefined,
  }
  const inner = (given: Session): Session => (given === session ? raw : given)
  const values = new Map<string, Remembered>()
  const quick: Driver = {
    ...driver,
    // A step that runs and asks for another connection gets one.
    connect: async (options) => (running > 0 ? driver.connect(options) : session),
    lease: (_options, work) => work({ session, token: lease.token, signal: lease.signal }),
    identify: (given) => (identity ??= driver.identify(inner(given))),
    journal: (given, project) => {
      const known = journals.get(project) ?? carriedJournal(driver.journal(inner(given), project), now)
      journals.set(project, known)
      return known.journal
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
  const flush = async (): Promise<void> => {
    for (const journal of journals.values()) await journal.flush()
  }
  return {
    driver: quick,
    flush,
    forget: () => {
      schema = undefined
      for (const journal of journals.values()) journal.distrust()
    },
    keep: async () => {
      await flush()
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
