import { atIndex, type Turns } from '@slipway/core'
import type { Json, Result, SessionIdentity, Statement } from '@slipway/core/plugin'
import { asFailure, failure, type FailedStatement } from './failure.ts'
import { BatchError } from './message.ts'
import type { Tables } from './tables.ts'
import type { Wire, WireResult } from './wire.ts'

/** A statement with its parameters. */
export type Sendable = Statement & { readonly params?: readonly Json[] }

/** Sends statements together, and stops at the first that fails; the details of that failure carry its `index`. */
export type Batch = (statements: readonly Statement[], signal?: AbortSignal) => Promise<void>

/** Sends over a wire, translates errors and knows how to stop what runs. */
export interface Sender {
  readonly batch: Batch
  /** Without parameters the simple protocol is used, which a pooler and every kind of statement can take. */
  send(statement: Sendable, signal?: AbortSignal): Promise<Result>
}

/** What a sender needs of its session. */
export interface SenderParts {
  readonly wire: Wire
  readonly turns: Turns
  readonly identity: SessionIdentity | undefined
  readonly tables: Tables
  interrupt(backend: string | undefined): Promise<void>
}

const none: WireResult = { rows: [], affected: undefined }

/** Makes a sender. */
export function sender({ wire, turns, identity, tables, interrupt }: SenderParts): Sender {
  let running: Promise<unknown> | undefined
  let interrupting: Promise<void> = Promise.resolve()
  const translate = (thrown: unknown, statement?: FailedStatement) =>
    asFailure(thrown, { store: tables.store, lost: wire.lost(), redact: wire.redact }, statement)

  const track = <T>(sending: () => Promise<T>): Promise<T> =>
    turns.take(async () => {
      // A request to cancel that is still on its way must not meet the next statement.
      await interrupting
      const sent = sending()
      running = sent
      try {
        return await sent
      } finally {
        if (running === sent) running = undefined
      }
    })

  /** Interrupts until what runs now has ended. */
  async function cancel(): Promise<void> {
    const target = running
    if (target === undefined) return
    let ended = false
    const end = target.catch(() => undefined).then(() => (ended = true))
    // Asked again and again, because a request can arrive before the statement does.
    while (!ended) {
      interrupting = interrupt(identity?.id).catch(() => undefined)
      await interrupting
      await Promise.race([end, new Promise((wake) => setTimeout(wake, 250))])
    }
  }

  /** Sends what can be interrupted while it runs, and not before. */
  async function interruptible<T>(signal: AbortSignal | undefined, sending: () => Promise<T>): Promise<T> {
    let sent = false
    const stop = (): void => {
      if (sent) void cancel().catch(() => undefined)
    }
    signal?.addEventListener('abort', stop, { once: true })
    try {
      return await track(async () => {
        if (signal?.aborted === true) throw failure('canceled', 'Canceled before the statement was sent')
        sent = true
        return sending()
      })
    } finally {
      signal?.removeEventListener('abort', stop)
    }
  }

  return {
    async batch(statements, signal) {
      const texts = statements.map(({ text }) => text)
      try {
        await interruptible(signal, () => wire.batch(texts))
      } catch (thrown) {
        if (!(thrown instanceof BatchError)) throw translate(thrown)
        const { index, position, cause } = thrown
        const { text = '', at } = statements[index] ?? {}
        throw atIndex(translate(cause, { sent: text, at, position }), index)
      }
    },
    async send(statement, signal) {
      try {
        const { text, params = [] } = statement
        const { rows, affected, native } = await interruptible(signal, async () => {
          if (params.length > 0) return wire.query(text, params)
          const results = await wire.script(text)
          const last = results.at(-1) ?? none
          // Several statements have several answers, as the client gives them.
          return results.length > 1 ? { ...last, native: results.map((result) => result.native) } : last
        })
        return { rows, ...(affected === undefined ? {} : { affected }), ...(native === undefined ? {} : { native }) }
      } catch (thrown) {
        throw translate(thrown, { sent: statement.text, at: statement.at })
      }
    },
  }
}
