import type { EventEmitter } from 'node:events'
import { line } from '@slipway/core'
import type { Json, Row } from '@slipway/core/plugin'
import {
  BatchError,
  blame,
  messagesOf,
  serverError,
  type Message,
  type Wire,
  type WireResult,
} from '@slipway/dialect-postgres/store'
import type { Client, QueryResult } from 'pg'
import type { Reachable } from './client-config.ts'
import { connectError } from './connect-error.ts'
import { loadClient } from './load-client.ts'
import { sendCancel } from './send-cancel.ts'

/** A connected client and the wire over it. */
export interface PgWire extends Wire {
  /** The process that the other side says it is; a pooler makes one up. */
  readonly announced: number
  /** The port that we come from, over TCP. */
  readonly localPort: number | undefined
  /** Asks the other side to cancel what this connection runs. */
  cancel(): Promise<void>
  end(): Promise<void>
  /** Hangs up without a goodbye. */
  destroy(): void
}

/** Whole numbers of 64 bits come as numbers where those are exact, as text where they are not. */
export const int8 = (text: string): number | string => {
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : text
}

const toResult = (result: QueryResult<Row>): WireResult => ({
  rows: result.rows,
  affected: result.rowCount ?? undefined,
  native: result,
})

/** Several statements have several answers. */
type Answer = QueryResult<Row> | QueryResult<Row>[]

interface Connection extends EventEmitter {
  readonly stream: { readonly localPort?: number; destroy(): void }
}

const connectionOf = (client: Client): Connection =>
  (client as unknown as { readonly connection: Connection }).connection

/**
 * Connects.
 *
 * @throws SW-CONNECT and its kin.
 */
export async function openWire(reachable: Reachable, address: string): Promise<PgWire> {
  const pg = loadClient()
  const parser = (oid: number, format?: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8 ? int8 : pg.types.getTypeParser(oid, format as 'text')
  let gone = false
  let client: Client
  try {
    // Sends what it is given, whether or not the message before was answered.
    const pipeline = true
    client = new pg.Client({
      ...reachable.config,
      pipeline,
      types: { getTypeParser: parser as typeof pg.types.getTypeParser },
    })
    // Told to whoever waits for a statement too; without a listener it would end the process.
    client.on('error', () => (gone = true))
    client.on('end', () => (gone = true))
    await client.connect()
  } catch (thrown) {
    throw connectError(thrown, address, reachable.redact)
  }

  // Errors must find the right statement: only whole batches follow each other before they are answered.
  const { alone, shared } = line()

  // What was sent and not answered, oldest first, and how many statements of it have ended.
  const onTheWay: { ended: number }[] = []
  const connection = connectionOf(client)
  connection.on('commandComplete', () => {
    const [oldest] = onTheWay
    if (oldest) oldest.ended += 1
  })
  connection.on('readyForQuery', () => void onTheWay.shift())

  // The client is given a callback: what it makes a promise of by itself lives on, with all of its text and answers, until
  // the engine looks through all of its memory.
  function send(text: string, params?: readonly Json[], message = { ended: 0 }): Promise<Answer> {
    onTheWay.push(message)
    return new Promise((resolve, reject) => {
      const answered = (error: Error | null, answer: Answer): void => (error ? reject(error) : resolve(answer))
      if (params) client.query<Row>(text, [...params], answered)
      else client.query<Row>(text, answered)
    })
  }

  async function sendMessage(message: Message): Promise<void> {
    const sent = { ended: 0 }
    try {
      await send(message.text, undefined, sent)
    } catch (thrown) {
      const { index, position } = blame(message, sent.ended, serverError(thrown)?.position)
      throw new BatchError(index, position, thrown)
    }
  }

  return {
    announced: (client as unknown as { readonly processID: number }).processID,
    localPort: connectionOf(client).stream.localPort,
    script: (text) =>
      alone(async () => {
        const results = await send(text)
        return Array.isArray(results) ? results.map(toResult) : [toResult(results)]
      }),
    async batch(statements) {
      const messages = messagesOf(statements)
      const [only, ...others] = messages
      if (only && others.length === 0) return shared(() => sendMessage(only))
      await alone(async () => {
        for (const message of messages) await sendMessage(message)
      })
    },
    query: (text, params: readonly Json[]) =>
      alone(async () => toResult((await send(text, params)) as QueryResult<Row>)),
    lost: () => gone,
    redact: reachable.redact,
    cancel: () => sendCancel(client),
    async end() {
      await client.end().catch(() => undefined)
      gone = true
    },
    destroy: () => connectionOf(client).stream.destroy(),
  }
}
