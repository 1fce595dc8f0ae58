import type { Json, Row } from '@slipway/core/plugin'
import type { Connection, ResultSetHeader } from 'mysql2/promise'
import type { Reachable } from './client-config.ts'
import { connectError } from './connect-error.ts'
import type { Wire, WireResult } from './wire.ts'

/** `SERVER_STATUS_IN_TRANS` of the protocol. */
const inTransaction = 1

const isHeader = (value: unknown): value is ResultSetHeader & { readonly serverStatus: number } =>
  typeof value === 'object' && value !== null && 'affectedRows' in value && 'serverStatus' in value

/** A CALL answers with several sets of rows and then a header: the first set and the header are what is told. */
function toResult(answer: unknown): WireResult {
  if (isHeader(answer)) {
    return {
      rows: [],
      affected: answer.affectedRows,
      open: (answer.serverStatus & inTransaction) !== 0,
      warnings: answer.warningStatus,
    }
  }
  const rows = Array.isArray(answer) ? (answer as readonly unknown[]) : []
  const last = rows.at(-1)
  const first = rows[0]
  if (!isHeader(last)) return { rows: rows as readonly Row[], affected: undefined, open: undefined, warnings: 0 }
  return { ...toResult(last), rows: Array.isArray(first) ? (first as readonly Row[]) : [] }
}

// A number would be sent as a floating-point value; a boolean has no form of its own.
const parameter = (value: Json): string | null => {
  if (value === null || typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? '1' : '0'
  return typeof value === 'number' ? String(value) : JSON.stringify(value)
}

/**
 * Connects.
 *
 * @throws SW-CONNECT and its kin.
 */
export async function openWire(reachable: Reachable, address: string): Promise<Wire> {
  const { createConnection } = await import('mysql2/promise')
  let gone = false
  let connection: Connection
  try {
    connection = await createConnection(reachable.config)
    // Told to whoever waits for a statement too; without a listener it would end the process.
    connection.on('error', () => (gone = true))
    connection.on('end', () => (gone = true))
  } catch (thrown) {
    throw connectError(thrown, address, reachable.redact)
  }

  // One statement at a time, so that errors find the right one.
  let last: Promise<unknown> = Promise.resolve()
  function inTurn(send: () => Promise<readonly unknown[]>): Promise<WireResult> {
    const sent = last.then(async () => {
      try {
        const native = await send()
        return { ...toResult(native[0]), native }
      } catch (thrown) {
        if (thrown instanceof Error && (thrown as { fatal?: boolean }).fatal === true) gone = true
        throw thrown
      }
    })
    last = sent.catch(() => undefined)
    return sent
  }

  return {
    announced: connection.threadId,
    query: (text) => inTurn(() => connection.query(text)),
    execute: (text, params) => inTurn(() => connection.execute(text, params.map(parameter))),
    lost: () => gone,
    redact: reachable.redact,
    async end() {
      await connection.end().catch(() => undefined)
      gone = true
    },
  }
}
