import { SlipwayError, type Turns } from '@slipway/core'
import type { Result, ServerFacts, Session, SessionIdentity } from '@slipway/core/plugin'
import { readChecksums, readCounts, readDefinitions, readStats, schemaReader, type Read, type Send } from './catalog.ts'
import { refuseControl } from './refuse-control.ts'
import { sender, type Sendable } from './sender.ts'
import type { Tables } from './tables.ts'
import { statementLimits } from './timeouts.ts'
import { resets, runCommit, runTransaction, type OpenTransaction, type TransactionContext } from './transaction.ts'
import type { Wire } from './wire.ts'

/** What a driver brings, to make a session. */
export interface SessionParts {
  readonly wire: Wire
  /** Of the connection; sessions that share it share them. */
  readonly turns: Turns
  readonly server: ServerFacts
  readonly identity: SessionIdentity | undefined
  readonly tables: Tables
  /** Whose lease this session belongs to. */
  readonly project?: string
  /** Whether the wire sends a message before the one before it is answered. */
  readonly pipelines: boolean
  /** SET statements that the session began with. */
  readonly base: readonly string[]
  /** Asks the server once to cancel what the process `backend` runs. */
  interrupt(backend: string | undefined): Promise<void>
  close(): Promise<void>
}

const throughPooler = (): SlipwayError =>
  new SlipwayError(
    'SW-POOLER',
    'A statement that runs outside a transaction needs a session of its own; the connection goes through a ' +
      'transaction-mode pooler. Nothing was changed.',
    { hint: "Give the driver the server's own address: postgres({ url, directUrl: process.env.DIRECT_URL })" },
  )

const nestedTransaction = (): SlipwayError =>
  new SlipwayError('SW-TRANSACTION', 'A transaction was begun inside a transaction')

/** Makes a session over a wire. */
export function sqlSession(parts: SessionParts): Session {
  const { wire, turns, server, tables, base } = parts
  const { batch, send } = sender(parts)

  const together = (texts: readonly string[]): Promise<void> => batch(texts.map((text) => ({ text })))

  /** Reads see one moment; within a transaction, its own. */
  const read: Read = (work) =>
    turns.take(async () => {
      const [begin, end] = turns.open
        ? [['SAVEPOINT slipway_read'], ['ROLLBACK TO SAVEPOINT slipway_read', 'RELEASE SAVEPOINT slipway_read']]
        : [['BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', "SET LOCAL lock_timeout = '10s'"], ['ROLLBACK']]
      let begun = false
      const ask: Send = async (text, params = []) => {
        const first = !begun
        begun = true
        // What is asked first begins the transaction in its own message, unless a message of parameters takes no other.
        if (first && params.length > 0) await together(begin)
        const whole = first && params.length === 0 ? [...begin, text].join(';\n') : text
        return (await send({ text: whole, params })).rows
      }
      const finish = async (): Promise<void> => {
        if (begun && !wire.lost()) await together(end)
      }
      try {
        const found = await work(ask)
        await finish()
        return found
      } catch (thrown) {
        // Where it could not even begin, that is what there is to say.
        await finish().catch(() => undefined)
        throw thrown
      }
    })

  const common: Omit<Session, 'execute' | 'transaction' | 'commit' | 'pipelines' | 'close'> = {
    server,
    identity: parts.identity,
    inspect: schemaReader(read, server),
    definitions: (objects) => readDefinitions(read, server, objects),
    countRows: (objects) => readCounts(read, objects),
    stats: (objects) => readStats(read, objects),
    contentChecksums: (objects) => readChecksums(read, objects),
  }

  function transactionSession({ failed }: OpenTransaction): Session {
    return {
      ...common,
      async execute(statement, options = {}) {
        refuseControl(statement)
        try {
          return await send(statement, options.signal)
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
    }
  }

  async function outside(statement: Sendable, settings: readonly string[], signal?: AbortSignal): Promise<Result> {
    if (server.pooled) throw throughPooler()
    try {
      if (settings.length > 0) await together(settings)
      return await send(statement, signal)
    } finally {
      if (!wire.lost()) await together(resets(base))
    }
  }

  const context: TransactionContext = { server, tables, project: parts.project, base, batch, lost: wire.lost }

  const transaction: Session['transaction'] = (work, options) =>
    turns.take(async () => {
      if (turns.open) throw nestedTransaction()
      turns.open = true
      try {
        return await runTransaction(
          context,
          (open) => work(transactionSession(open), async (entries) => open.append(entries)),
          options,
        )
      } finally {
        turns.open = false
      }
    })

  return {
    ...common,
    async execute(statement, { timeouts, settings = [], signal } = {}) {
      const limits = timeouts === undefined ? [] : statementLimits(timeouts, statement.text)
      const wanted = [...limits, ...settings]
      if (wanted.length === 0) return send(statement, signal)
      return turns.take(() => outside(statement, wanted, signal))
    },
    transaction,
    commit: (options) =>
      turns.share(async () => {
        if (turns.open) throw nestedTransaction()
        await runCommit(context, options)
      }),
    pipelines: parts.pipelines && !server.pooled,
    close: parts.close,
  }
}
