import { SlipwayError, type Turns } from '@slipway/core'
import type { Json, Statement } from '@slipway/core/plugin'
import { asFailure, failure } from '../failure.ts'
import type { Wire, WireResult } from '../wire.ts'

/** A statement with its parameters. */
export type Sendable = Statement & { readonly params?: readonly Json[] }

/** Sends over a wire, translates errors and knows how to stop what runs. */
export interface Sender {
  send(statement: Sendable, limits?: SendLimits): Promise<WireResult>
}

/** What stops a statement from here. */
export interface SendLimits {
  readonly signal?: AbortSignal | undefined
  /** Milliseconds; zero or `undefined`: none. */
  readonly statement?: number | undefined
}

/** What a sender needs of its session. */
export interface SenderParts {
  readonly wire: Wire
  readonly turns: Turns
  /** The longest message in bytes that the server takes; zero: not known. */
  readonly packet: number
  /** Asks the server once, from another connection, to stop what runs. */
  interrupt(): Promise<void>
}

function refuseLong({ text, params = [], at }: Sendable, packet: number): void {
  // A character has three bytes at most for each of its UTF-16 units: nearly always that is few enough to count no bytes.
  const units = params.reduce<number>((sum, part) => sum + String(part ?? '').length, text.length)
  if (packet === 0 || units * 3 < packet - 1024) return
  const size = [text, ...params].reduce<number>((sum, part) => sum + Buffer.byteLength(String(part ?? '')), 0)
  if (size < packet - 1024) return
  const place = at === undefined ? '' : `${at.file}:${at.line}: `
  throw new SlipwayError(
    'SW-STATEMENT-FAILED',
    `${place}A statement of ${size} bytes is longer than the server takes (max_allowed_packet is ${packet}). It was not sent.`,
    {
      hint: `SET GLOBAL max_allowed_packet = ${2 ** Math.ceil(Math.log2(size + 2048))};`,
      details: { kind: 'other', ...(at === undefined ? {} : { file: at.file, line: at.line }) },
    },
  )
}

/** Makes a sender. */
export function sender({ wire, turns, packet, interrupt }: SenderParts): Sender {
  let running: Promise<unknown> | undefined
  let interrupting: Promise<void> = Promise.resolve()

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
      interrupting = interrupt().catch(() => undefined)
      await interrupting
      await Promise.race([end, new Promise((wake) => setTimeout(wake, 250))])
    }
  }

  return {
    async send(statement, { signal, statement: limit = 0 } = {}) {
      refuseLong(statement, packet)
      let timer: NodeJS.Timeout | undefined
      let sent = false
      const stop = (): void => {
        if (sent) void cancel().catch(() => undefined)
      }
      signal?.addEventListener('abort', stop, { once: true })
      try {
        const { text, params = [] } = statement
        return await track(async () => {
          if (signal?.aborted === true) throw failure('canceled', 'Canceled before the statement was sent')
          sent = true
          if (limit > 0) timer = setTimeout(stop, limit)
          return params.length === 0 ? wire.query(text) : wire.execute(text, params)
        })
      } catch (thrown) {
        const context = { lost: wire.lost(), redact: wire.redact }
        throw asFailure(thrown, context, { sent: statement.text, at: statement.at })
      } finally {
        clearTimeout(timer)
        signal?.removeEventListener('abort', stop)
      }
    },
  }
}
