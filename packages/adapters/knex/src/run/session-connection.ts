import { AsyncLocalStorage } from 'node:async_hooks'
import { defaultTimeouts, SlipwayError } from '@slipway/core'
import type { Dialect, ExecuteOptions, Session } from '@slipway/core/plugin'
import { unwatched } from './own-connections.ts'
import type { ClientQuery, Speech } from './speech.ts'

/** What stands for the connections of a client. */
export interface SessionConnections {
  /** One more connection, as knex takes it from its pool. */
  acquire(): object
  /** What the server refused, behind the error that code was given for it. */
  refusalOf(error: unknown): Refusal | undefined
  /** Waits for what was sent, and refuses what still comes. Throws `SW-CODE-FAILED` where a transaction was left open or undone. */
  finish(): Promise<void>
}

/** A statement that failed. */
export interface Refusal {
  readonly error: SlipwayError
  readonly sql: string
}

/** What connections are made over. */
export interface ConnectionParts {
  readonly session: Session
  readonly dialect: Dialect
  readonly speech: Speech
  /** The session is a transaction's: knex's own outermost BEGIN and COMMIT are Slipway's. */
  readonly inside: boolean
  /** What every statement, or a transaction, begins with. */
  readonly settings: readonly string[]
}

interface Open {
  readonly connection: object
  readonly session: Session
  /** Runs work as a part of the transaction: its session takes nothing from outside while it is open. */
  within<T>(work: () => Promise<T>): Promise<T>
  commit(): Promise<void>
  rollback(): Promise<void>
}

type Callback = (error: unknown, ...answer: readonly unknown[]) => void

// As knex writes them (lib/execution/transaction.js). What a migration writes itself is refused where it does harm.
const begin = /^BEGIN(?: TRANSACTION .*)?;$/
const commit = 'COMMIT;'
const rollback = 'ROLLBACK'

/** Makes connections whose every query goes through one session, in the order in which they were asked. */
export function sessionConnections(parts: ConnectionParts): SessionConnections {
  const { session, dialect, speech, inside } = parts
  const refusals = new WeakMap<object, Refusal>()
  let open: Open | undefined
  let last: Promise<unknown> = Promise.resolve()
  let ended = false
  let over = false
  let undone = false

  async function send(connection: object, query: ClientQuery): Promise<readonly unknown[]> {
    if (ended) throw failed('a query was sent after the migration had ended: it has to be awaited')
    const { sql } = query
    const isOwn = open?.connection === connection
    if (inside && over) throw failed('it ended the transaction that it runs in')
    if (begin.test(sql)) return border(() => (inside ? undefined : beginOn(connection)))
    if (inside && (sql === commit || sql === rollback)) {
      over = true
      undone = sql === rollback
      return border(() => undefined)
    }
    if (isOwn && sql === commit) return border(() => open?.commit())
    if (isOwn && sql === rollback) return border(() => open?.rollback())
    if (open !== undefined && open.connection !== connection) {
      throw failed(
        'it opened a transaction and asked past it: use what the transaction gives you (trx) for every query in it',
      )
    }
    const options: ExecuteOptions = inside || open !== undefined ? {} : withSettings(parts.settings)
    const transaction = open
    if (transaction === undefined) return speech.send({ session, dialect, options }, query)
    return transaction.within(() => speech.send({ session: transaction.session, dialect, options }, query))
  }

  async function beginOn(connection: object): Promise<void> {
    if (open !== undefined) throw failed('it opened a second transaction beside one that was open: one after the other')
    open = await openTransaction(connection, parts, () => (open = undefined))
  }

  function inTurn(connection: object, query: ClientQuery): Promise<readonly unknown[]> {
    const sent = last.then(async () => {
      try {
        return await unwatched(() => send(connection, query))
      } catch (thrown) {
        throw toClient(thrown, query.sql)
      }
    })
    last = sent.catch(() => undefined)
    return sent
  }

  function toClient(thrown: unknown, sql: string): unknown {
    if (!(thrown instanceof SlipwayError)) return thrown
    const error = speech.error(thrown.message, thrown.details)
    refusals.set(error, { error: thrown, sql })
    return error
  }

  return {
    acquire() {
      const connection = {
        query: (...given: readonly unknown[]): unknown => {
          const callback = given.findLast((value): value is Callback => typeof value === 'function')
          const sent = inTurn(connection, readQuery(given))
          if (callback === undefined) return sent.then(([answer]) => answer)
          sent.then(
            (answer) => callback(null, ...answer),
            (error: unknown) => callback(error),
          )
          return connection
        },
        on: () => connection,
        once: () => connection,
        removeListener: () => connection,
      }
      return connection
    },
    refusalOf(error) {
      for (let one = error; one instanceof Error; one = one.cause) {
        const refusal = refusals.get(one)
        if (refusal !== undefined) return refusal
      }
      return undefined
    },
    async finish() {
      await last
      ended = true
      if (open !== undefined) {
        await open.rollback()
        throw failed('it left a transaction open, which was rolled back')
      }
      if (undone) throw failed('it rolled its transaction back')
    },
  }
}

async function border(work: () => Promise<void> | undefined): Promise<readonly unknown[]> {
  await work()
  return [{ rows: [], rowCount: 0, command: '', fields: [] }, []]
}

const withSettings = (settings: readonly string[]): ExecuteOptions => (settings.length === 0 ? {} : { settings })

/** Opens a transaction of the session, and keeps it open until its end is asked for. */
async function openTransaction(connection: object, parts: ConnectionParts, closed: () => void): Promise<Open> {
  const began = Promise.withResolvers<Pick<Open, 'session' | 'within'>>()
  const end = Promise.withResolvers<void>()
  const rolledBack = new Error('rolled back')
  const options = { timeouts: defaultTimeouts, settings: parts.settings }
  const done = parts.session
    .transaction(async (session) => {
      began.resolve({ session, within: AsyncLocalStorage.snapshot() })
      await end.promise
    }, options)
    .finally(closed)
  done.catch(began.reject)
  return {
    connection,
    ...(await began.promise),
    async commit() {
      end.resolve()
      await done
    },
    async rollback() {
      end.reject(rolledBack)
      await done.catch((thrown: unknown) => {
        if (thrown !== rolledBack) throw thrown
      })
    },
  }
}

/** The forms that pg and mysql2 take: a text or an object, then values, then a callback. */
function readQuery([first, second]: readonly unknown[]): ClientQuery {
  const given = typeof first === 'string' ? { sql: first } : ((first ?? {}) as Readonly<Record<string, unknown>>)
  if ('submit' in given || 'text' in given === 'sql' in given) {
    throw failed('it reads a stream or copies, which takes a connection of its own: read in pages instead')
  }
  const { text, sql, values, rowMode, rowsAsArray } = given as Readonly<Record<string, unknown>>
  const list = Array.isArray(second) ? second : Array.isArray(values) ? values : []
  return { sql: String(sql ?? text), values: list, asArrays: rowMode === 'array' || rowsAsArray === true }
}

function failed(why: string): SlipwayError {
  return new SlipwayError('SW-CODE-FAILED', why)
}
