import { SlipwayError, commitBy, failureKind, type Turns } from '@slipway/core'
import type { Result, ServerFacts, Session, SessionIdentity, Timeouts } from '@slipway/core/plugin'
import type { Flavor, Syntax } from '../dialect/syntax.ts'
import type { Token } from '../dialect/tokens/token.ts'
import { tokensOrNone } from '../dialect/tokens/tokens.ts'
import { isPlain } from '../inspect/plain-mode.ts'
import type { Send } from '../store/place.ts'
import type { Tables } from '../store/tables.ts'
import type { Wire, WireResult } from '../wire.ts'
import { catalogOf } from './catalog.ts'
import { changesSession } from './changes-session.ts'
import { refuseCommit } from './refuse-commit.ts'
import { lookAtEngines, refuseEngine, type EngineLook } from './refuse-engine.ts'
import { sender, type Sendable } from './sender.ts'
import type { Limits, SessionState } from './session-state.ts'
import { temporaryTable } from './temporary-table.ts'
import { statementLimits } from './timeouts.ts'
import {
  commitEntries,
  endedInside,
  runTransaction,
  type OpenTransaction,
  type TransactionContext,
} from './transaction.ts'

/** What a session is made of. */
export interface SessionParts {
  readonly wire: Wire
  readonly turns: Turns
  readonly server: ServerFacts
  readonly flavor: Flavor
  readonly syntax: Syntax
  readonly identity: SessionIdentity | undefined
  readonly state: SessionState
  readonly packet: number
  /** The `sql_mode` that it began with. */
  readonly sqlMode: string
  /** Whose lease this session belongs to. */
  readonly project?: string
  /** Slipway's own tables, as far as they are known to this session. */
  tables(session: Session): Promise<Tables>
  /** Asks the server once, from another connection, to stop what runs. */
  interrupt(): Promise<void>
}

const throughProxy = (): SlipwayError =>
  new SlipwayError(
    'SW-POOLER',
    'A statement that runs outside a transaction needs a session of its own; the connection goes through a proxy that ' +
      'shares sessions (ProxySQL, MaxScale). Nothing was changed.',
    { hint: "Give the driver the server's own address: mysql({ url, directUrl: process.env.DIRECT_URL })" },
  )

const nestedTransaction = (): SlipwayError =>
  new SlipwayError('SW-TRANSACTION', 'A transaction was begun inside a transaction')

const toResult = ({ rows, affected, native }: WireResult): Result => ({
  rows,
  ...(affected === undefined ? {} : { affected }),
  ...(native === undefined ? {} : { native }),
})

/** Makes a session over a wire. */
export function mysqlSession(parts: SessionParts): Session {
  const { wire, turns, server, flavor, syntax, state } = parts
  const { send } = sender(parts)
  const rowsOf: Send = async (text, params = []) => (await send({ text, params })).rows

  const bound = (limits?: Limits): Promise<void> => state.bound(rowsOf, limits)
  const restore = (): Promise<void> => state.restore(rowsOf)
  const temporary = new Set<string>()
  const remember = ({ text }: Sendable, tokens: readonly Token[]): void => {
    const name = temporaryTable(text, tokens)
    if (name !== undefined) temporary.add(name)
  }
  async function forget(): Promise<void> {
    if (temporary.size === 0) return
    const text = `DROP TEMPORARY TABLE IF EXISTS ${[...temporary].join(', ')}`
    temporary.clear()
    await send({ text })
  }
  // MariaDB bounds every statement by itself.
  const limit = (timeouts: Timeouts | undefined): number => (flavor === 'mysql' ? (timeouts?.statement ?? 0) : 0)

  const common: Omit<Session, 'execute' | 'transaction' | 'commit' | 'close'> = {
    server,
    identity: parts.identity,
    ...catalogOf({
      server,
      read: (work, timeouts) =>
        turns.take(async () => {
          // Within a transaction its own bounds hold.
          if (turns.open) return work(rowsOf)
          if (timeouts === undefined) await bound()
          try {
            return await work(rowsOf)
          } catch (thrown) {
            const kind = failureKind(thrown)
            if (timeouts === undefined || (kind !== 'lock-timeout' && kind !== 'canceled')) throw thrown
            // It ran under what bounds the author's statements, which may be less.
            await bound(statementLimits(timeouts, flavor))
            return work(rowsOf)
          }
        }),
      plain: () => state.untouched() && isPlain(parts.sqlMode),
    }),
  }

  function transactionSession({ failed, check }: OpenTransaction, timeouts: Timeouts): Session {
    let engines: Promise<EngineLook> | undefined
    return {
      ...common,
      async execute(statement, options = {}) {
        check()
        try {
          const tokens = refuseCommit(statement, syntax)
          refuseEngine(await (engines ??= lookAtEngines(rowsOf)), statement, tokens, syntax)
          if (changesSession(tokens)) state.touched()
          const result = await send(statement, { signal: options.signal, statement: limit(timeouts) })
          remember(statement, tokens)
          if (result.open === false) throw endedInside()
          return toResult(result)
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

  async function outside(
    statement: Sendable,
    timeouts: Timeouts | undefined,
    settings: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<Result> {
    if (server.pooled) throw throughProxy()
    const tokens = tokensOrNone(statement.text, syntax)
    try {
      await bound(timeouts && statementLimits(timeouts, flavor))
      if (settings.length > 0 || changesSession(tokens)) state.touched()
      for (const text of settings) await send({ text })
      const result = await send(statement, { signal, statement: limit(timeouts) })
      remember(statement, tokens)
      return toResult(result)
    } finally {
      if (!wire.lost()) await restore()
    }
  }

  const contextOf = (self: Session): TransactionContext => ({
    server,
    flavor,
    syntax,
    project: parts.project,
    bound,
    touched: state.touched,
    restore,
    forget,
    tables: () => parts.tables(self),
    send,
    lost: wire.lost,
  })

  const session: Session = {
    ...common,
    async execute(statement, { timeouts, settings = [], signal } = {}) {
      if (timeouts !== undefined || settings.length > 0)
        return turns.take(() => outside(statement, timeouts, settings, signal))
      return turns.take(async () => {
        if (!turns.open) await bound()
        state.touched()
        return toResult(await send(statement, { signal }))
      })
    },
    transaction: (work, options) =>
      turns.take(async () => {
        if (turns.open) throw nestedTransaction()
        const context = contextOf(session)
        // Looked up before: within the transaction it would be one of its statements.
        if (options.token !== undefined || (options.entries ?? []).length > 0) await context.tables()
        turns.open = true
        try {
          return await runTransaction(
            context,
            (open) => work(transactionSession(open, options.timeouts), async (entries) => open.append(entries)),
            options,
          )
        } finally {
          turns.open = false
        }
      }),
    commit: async (options) => {
      if ((options.statements ?? []).length > 0 || (options.settings ?? []).length > 0)
        return commitBy(session.transaction)(options)
      return turns.take(() => {
        if (turns.open) throw nestedTransaction()
        return commitEntries(contextOf(session), options)
      })
    },
    close: () => wire.end(),
  }
  return session
}
