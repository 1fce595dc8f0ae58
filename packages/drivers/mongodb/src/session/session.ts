import type { ClientSession, Document } from 'mongodb'
import { SlipwayError, commitBy } from '@slipway/core'
import type {
  ExecuteOptions,
  Result,
  Row,
  ServerFacts,
  Session,
  SessionIdentity,
  Statement,
} from '@slipway/core/plugin'
import { sendable } from '../dialect/sendable.ts'
import { findViolators } from '../inspect/find-violators.ts'
import { readDefinitions } from '../inspect/read-definitions.ts'
import { readSchema } from '../inspect/read-schema.ts'
import { untilBuilt } from '../inspect/until-built.ts'
import { readChecksums } from '../inspect/read-checksums.ts'
import { readCounts, readStats } from '../inspect/read-sizes.ts'
import { failure } from './failure.ts'
import { bounded } from './bounds.ts'
import { type Inside, withInside } from './inside.ts'
import { drain } from './read-all.ts'
import { noTransactions, runTransaction, withoutTransaction, type OpenTransaction } from './transaction.ts'

/** What a driver brings, to make a session. */
export interface SessionParts {
  readonly inside: Inside
  readonly server: ServerFacts
  readonly identity: SessionIdentity
  /** Milliseconds that the server lets a transaction live. */
  readonly lifetime: number
  close(): Promise<void>
}

const nestedTransaction = (): SlipwayError =>
  new SlipwayError('SW-TRANSACTION', 'A transaction was begun inside a transaction')

const replica = (): SlipwayError =>
  new SlipwayError('SW-NOT-PRIMARY', 'The server is a secondary: it accepts no writes. Nothing was changed.', {
    hint: 'Point the url at the primary: name the replica set, ?replicaSet=…, and leave directConnection out',
    details: { kind: 'read-only' },
  })

/** Adds who sends it to a statement's comment: an index build outlives its connection, and then is known by that alone. */
function signed(command: Document, id: string): Document {
  return typeof command['comment'] === 'string' ? { ...command, comment: `${command['comment']} #${id}` } : command
}

function affectedBy(answer: Document): number | undefined {
  const count = answer['nModified'] ?? answer['n']
  return typeof count === 'number' ? count : undefined
}

/** Makes a session. */
export function mongoSession(parts: SessionParts): Session {
  const { inside, server } = parts

  async function send(
    statement: Statement,
    { timeouts, signal }: ExecuteOptions,
    transaction?: ClientSession,
  ): Promise<Result> {
    if (signal?.aborted === true) throw failure('canceled', 'Canceled before the statement was sent')
    const { database, command, name, cursor } = sendable(statement, inside.db.databaseName)
    const document = signed(bounded(command, timeouts, transaction !== undefined), inside.id)
    // A session of its own, by which the server is told what to end.
    const own = transaction ?? inside.client.startSession()
    const stop = (): void => void inside.command('admin', { killSessions: [own.id] }).catch(() => undefined)
    signal?.addEventListener('abort', stop, { once: true })
    try {
      const answer = await inside.command(database, document, own, statement.at)
      if (name === 'createIndexes') await untilBuilt(inside, String(command['createIndexes']), signal)
      if (!cursor || answer['cursor'] === undefined) {
        const affected = affectedBy(answer)
        return { rows: [], ...(affected === undefined ? {} : { affected }) }
      }
      return { rows: (await drain(inside, answer, own)) as readonly Row[] }
    } finally {
      signal?.removeEventListener('abort', stop)
      if (transaction === undefined) await own.endSession()
    }
  }

  const common = (within: Inside): Omit<Session, 'execute' | 'transaction' | 'commit' | 'close'> => ({
    server,
    identity: parts.identity,
    native: {
      db: inside.db,
      client: inside.client,
      ...(within.transaction === undefined ? {} : { session: within.transaction }),
    },
    inspect: (about) => readSchema(within, about),
    definitions: (objects) => readDefinitions(within, objects),
    hazards: (statement) => findViolators(within, statement),
    countRows: (objects) => readCounts(within, objects),
    stats: (objects) => readStats(within, objects),
    contentChecksums: (objects) => readChecksums(within, objects),
  })

  function transactionSession({ session, failed }: OpenTransaction): Session {
    const within = { ...inside, transaction: session }
    return withInside(
      {
        ...common(within),
        async execute(statement, options = {}) {
          try {
            return await send(statement, options, session)
          } catch (thrown) {
            if (thrown instanceof SlipwayError) failed(thrown)
            throw thrown
          }
        },
        transaction: async () => {
          throw nestedTransaction()
        },
        commit: async () => {
          throw nestedTransaction()
        },
        close: async () => undefined,
      },
      within,
    )
  }

  /** Looks, and refuses to send. */
  const readOnly = (): Session =>
    withInside(
      {
        ...common(inside),
        execute: async () => {
          throw noTransactions()
        },
        transaction: async () => {
          throw nestedTransaction()
        },
        commit: async () => {
          throw nestedTransaction()
        },
        close: async () => undefined,
      },
      inside,
    )

  const transaction: Session['transaction'] = async (work, options) => {
    if (server.topology === 'replica') throw replica()
    if (!inside.transactions) return withoutTransaction(inside, (append) => work(readOnly(), append), options)
    return runTransaction(
      inside,
      parts.lifetime,
      (open) => work(transactionSession(open), (entries) => open.append(entries)),
      options,
    )
  }

  return withInside(
    {
      ...common(inside),
      execute: (statement, options = {}) => send(statement, options),
      transaction,
      commit: commitBy(transaction),
      close: parts.close,
    },
    inside,
  )
}
