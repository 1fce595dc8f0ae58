import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { failureKind, ownTimeouts, SlipwayError } from '@slipway/core'
import type { ServerFacts } from '@slipway/core/plugin'
import type { ClientSession, Document } from 'mongodb'
import type { Inside } from '../session/inside.ts'
import { drain } from '../session/read-all.ts'
import { runTransaction } from '../session/transaction.ts'

/** `unknown`: it could not be tried. */
export type Answer = 'yes' | 'no' | 'unknown'
export type Capabilities = Readonly<Record<string, Answer>>

/** What an attempt works with: a scratch database that is dropped afterwards. */
interface Attempt {
  readonly inside: Inside
  run(command: Document): Promise<Document>
  /** Runs what writes. Nothing of it has to outlive the server. */
  write(command: Document): Promise<Document>
  /** The documents of a collection, by their ids. */
  read(collection: string): Promise<readonly Document[]>
}

const codeOf = (thrown: unknown): number => (thrown instanceof SlipwayError ? Number(thrown.details['code']) : 0)

/** True where the server refuses a write with this code. */
async function refused(code: number, write: Promise<Document>): Promise<boolean> {
  return write.then(
    () => false,
    (thrown: unknown) => codeOf(thrown) === code,
  )
}

const settles = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  )

/** A transaction may meet the server's own work on a collection that was just made. */
async function patiently(work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await work()
      return
    } catch (thrown) {
      const passing = ['serialization', 'lock-timeout'].includes(failureKind(thrown))
      if (!passing || attempt === 10) throw thrown
      await sleep(20 * attempt)
    }
  }
}

/** Each is found out by what it does, since servers that only speak the protocol accept what they then do not do. */
const attempts: Readonly<Record<string, (attempt: Attempt) => Promise<boolean>>> = {
  async transactions({ inside, run, read }) {
    await run({ create: 'transactions' })
    const insert = (session: ClientSession, _id: number): Promise<Document> =>
      inside.command(inside.db.databaseName, { insert: 'transactions', documents: [{ _id }] }, session)
    const transaction = (work: (session: ClientSession) => Promise<unknown>): Promise<unknown> =>
      runTransaction(inside, Infinity, ({ session }) => work(session), { timeouts: ownTimeouts })
    await patiently(() => transaction((session) => insert(session, 1)))
    await settles(
      transaction(async (session) => {
        await insert(session, 2)
        throw new Error('undone on purpose')
      }),
    )
    const left = await read('transactions')
    return left.length === 1 && left[0]?.['_id'] === 1
  },
  async validators({ write }) {
    await write({ create: 'validators', validator: { n: { $type: 'int' } } })
    return refused(121, write({ insert: 'validators', documents: [{ n: 'no number' }] }))
  },
  async partialIndexes({ write }) {
    const index = { key: { n: 1 }, name: 'n', unique: true, partialFilterExpression: { on: true } }
    await write({ createIndexes: 'partial', indexes: [index] })
    await write({ insert: 'partial', documents: [{ n: 1 }, { n: 1 }] })
    const inside = write({
      insert: 'partial',
      documents: [
        { n: 2, on: true },
        { n: 2, on: true },
      ],
    })
    return refused(11000, inside)
  },
  async hiddenIndexes({ run, write }) {
    await write({ createIndexes: 'hidden', indexes: [{ key: { n: 1 }, name: 'n', hidden: true }] })
    const { cursor } = await run({ listIndexes: 'hidden' })
    return (cursor as { firstBatch: readonly Document[] }).firstBatch.some((index) => index['hidden'] === true)
  },
  async prepareUnique({ write }) {
    await write({ createIndexes: 'unique', indexes: [{ key: { n: 1 }, name: 'n' }] })
    await write({ insert: 'unique', documents: [{ n: 1 }] })
    await write({ collMod: 'unique', index: { name: 'n', prepareUnique: true } })
    return refused(11000, write({ insert: 'unique', documents: [{ n: 1 }] }))
  },
  async merge({ write, read }) {
    await write({ insert: 'merge', documents: [{ _id: 1 }] })
    await write({ aggregate: 'merge', pipeline: [{ $merge: { into: 'merged' } }], cursor: {} })
    return (await read('merged')).length === 1
  },
  async pipelineUpdates({ write, read }) {
    await write({ insert: 'pipeline', documents: [{ _id: 1, n: 1 }] })
    await write({ update: 'pipeline', updates: [{ q: {}, u: [{ $set: { m: { $add: ['$n', 1] } } }] }] })
    return (await read('pipeline'))[0]?.['m'] === 2
  },
  async timeseries({ run, write }) {
    await write({ create: 'timeseries', timeseries: { timeField: 't' } })
    const { cursor } = await run({ listCollections: 1, filter: { name: 'timeseries' } })
    return (cursor as { firstBatch: readonly Document[] }).firstBatch[0]?.['type'] === 'timeseries'
  },
  async clustered({ run, write }) {
    await write({ create: 'clustered', clusteredIndex: { key: { _id: 1 }, unique: true } })
    const { cursor } = await run({ listIndexes: 'clustered' })
    return (cursor as { firstBatch: readonly Document[] }).firstBatch.some((index) => index['clustered'] === true)
  },
  async preImages({ run, write }) {
    await write({ create: 'images', changeStreamPreAndPostImages: { enabled: true } })
    const { cursor } = await run({ listCollections: 1, filter: { name: 'images' } })
    const [info] = (cursor as { firstBatch: readonly Document[] }).firstBatch
    const options = info?.['options'] as { changeStreamPreAndPostImages?: { enabled?: unknown } } | undefined
    return options?.changeStreamPreAndPostImages?.enabled === true
  },
}

/** What is known without trying: nobody has transactions on a standalone. */
export function unprobed(server: ServerFacts): Capabilities {
  const names = Object.keys(attempts).map((name): [string, Answer] => [name, 'unknown'])
  return { ...Object.fromEntries(names), ...(server.topology === 'standalone' ? { transactions: 'no' as const } : {}) }
}

/**
 * Finds out what a server can do, by trying it in a scratch database that is always dropped, for which nobody has to wait:
 * `cleaning` is handed that work. What the role may not try stays `unknown`.
 */
export async function probeCapabilities(
  inside: Inside,
  server: ServerFacts,
  cleaning: (work: Promise<unknown>) => void,
): Promise<Capabilities> {
  const database = `slipway_scratch_probe_${randomBytes(6).toString('hex')}`
  const within: Inside = { ...inside, db: inside.client.db(database) }
  const run = (command: Document): Promise<Document> => within.command(database, command)
  const attempt: Attempt = {
    inside: within,
    run,
    write: (command) => run({ ...command, writeConcern: { w: 1 } }),
    read: async (collection) => drain(within, await run({ find: collection, filter: {} })),
  }
  const found: Record<string, Answer> = {}
  try {
    const tried = Object.entries(attempts).map(async ([name, works]): Promise<void> => {
      if (name === 'transactions' && !inside.transactions) return
      found[name] = await works(attempt).then(
        (did) => (did ? 'yes' : 'no'),
        // Only an answer that says no is a no.
        (thrown: unknown) => (failureKind(thrown) === 'other' ? 'no' : 'unknown'),
      )
    })
    await Promise.all(tried)
  } finally {
    cleaning(settles(run({ dropDatabase: 1, writeConcern: { w: 'majority' } })))
  }
  return { ...unprobed(server), ...found }
}
