import type { EventEmitter } from 'node:events'
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
  const { default: pg } = await import('pg')
  const parser = (oid: number, format?: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8 ? int8 : pg.types.getTypeParser(oid, format as 'text')
  let gone = false
  let client: Client
  try {
    client = new pg.Client({ ...reachable.config, types: { getTypeParser: parser as typeof pg.types.getTypeParser } })
    // Told to whoever waits for a statement too; without a listener it would end the process.
    client.on('error', () => (gone = true))
    client.on('end', () => (gone = true))
    await client.connect()
  } catch (thrown) {
    throw connectError(thrown, address, reachable.redact)
  }

  // One statement at a time: the client's own queue is going away, and errors must find the right statement.
  let last: Promise<unknown> = Promise.resolve()
  function inTurn<T>(send: () => Promise<T>): Promise<T> {
    const sent = last.then(send)
    last = sent.catch(() => undefined)
    return sent
  }

  async function sendMessage(message: Message): Promise<void> {
    let done = 0
    const count = (): void => void (done += 1)
    const connection = connectionOf(client)
    connection.on('commandComplete', count)
    try {
      await client.query(message.text)
    } catch (thrown) {
      const { index, position } = blame(message, done, serverError(thrown)?.position)
      throw new BatchError(index, position, thrown)
    } finally {
      connection.off('commandComplete', count)
    }
  }

  return {
    announced: (client as unknown as { readonly processID: number }).processID,
    localPort: connectionOf(client).stream.localPort,
    script: (text) =>
      inTurn(async () => {
        const results = (await client.query(text)) as QueryResult<Row> | QueryResult<Row>[]
        return Array.isArray(results) ? results.map(toResult) : [toResult(results)]
      }),
    batch: (statements) =>
      inTurn(async () => {
        for (const message of messagesOf(statements)) await sendMessage(message)
      }),
    query: (text, params: readonly Json[]) => inTurn(async () => toResult(await client.query<Row>(text, [...params]))),
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
