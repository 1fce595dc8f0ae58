import { SlipwayError, commitBy, type Turns } from '@slipway/core'
import type { Result, ServerFacts, Session, SessionIdentity, Timeouts } from '@slipway/core/plugin'
import type { Flavor, Syntax } from '../dialect/syntax.ts'
import type { Send } from '../store/place.ts'
import type { Tables } from '../store/tables.ts'
import type { Wire, WireResult } from '../wire.ts'
import { catalogOf } from './catalog.ts'
import { refuseCommit } from './refuse-commit.ts'
import { lookAtEngines, refuseEngine, type EngineLook } from './refuse-engine.ts'
import { sender, type Sendable } from './sender.ts'
import type { SessionState } from './session-state.ts'
import { temporaryTable } from './temporary-table.ts'
import { statementLimits } from './timeouts.ts'
import { endedInside, runTransaction, type OpenTransaction } from './transaction.ts'

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
  const { wire, turns, server, flavor, syntax } = parts
  const { send } = sender(parts)
  const rowsOf: Send = async (text, params = []) => (await send({ text, params })).rows

  const restore = (): Promise<void> => parts.state.restore(rowsOf)
  const temporary = new Set<string>()
  const remember = ({ text }: Sendable): void => {
    const name = temporaryTable(text, syntax)
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
    ...catalogOf((work) => turns.take(() => work(rowsOf)), server),
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
          const result = await send(statement, { signal: options.signal, statement: limit(timeouts) })
          remember(statement)
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
    try {
      if (timeouts !== undefined) await send({ text: statementLimits(timeouts, flavor) })
      for (const text of settings) await send({ text })
      const result = await send(statement, { signal, statement: limit(timeouts) })
      remember(statement)
      return toResult(result)
    } finally {
      if (!wire.lost()) await restore()
    }
  }

  const session: Session = {
    ...common,
    commit: (options) => commitBy(session.transaction)(options),
    async execute(statement, { timeouts, settings = [], signal } = {}) {
      if (timeouts === undefined && settings.length === 0) return toResult(await send(statement, { signal }))
      return turns.take(() => outside(statement, timeouts, settings, signal))
    },
    transaction: (work, options) =>
      turns.take(async () => {
        if (turns.open) throw nestedTransaction()
        const tables = (): Promise<Tables> => parts.tables(session)
        const context = {
          server,
          flavor,
          syntax,
          project: parts.project,
          restore,
          forget,
          tables,
          send,
          lost: wire.lost,
        }
        // Looked up before: within the transaction it would be one of its statements.
        if (options.token !== undefined || (options.entries ?? []).length > 0) await tables()
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
    close: () => wire.end(),
  }
  return session
}
