import { setTimeout as sleep } from 'node:timers/promises'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { takeTurns, type Turns } from '@slipway/core'
import type { Json, Location, Result, Row } from '@slipway/core/plugin'
import { asFailure, isBusy } from './failure.ts'

/** One open file. */
export interface Connection {
  readonly db: DatabaseSync
  readonly turns: Turns
  /** Runs one statement; while another process has the lock it asks again, for `patience` milliseconds. */
  run(text: string, params?: readonly Json[], patience?: number, at?: Location): Promise<Result>
}

const toInput = (value: Json): SQLInputValue => {
  if (typeof value === 'boolean') return value ? 1 : 0
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as SQLInputValue)
}

const toRow = (row: Readonly<Record<string, unknown>>): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (typeof value !== 'bigint') return [name, value]
      return [name, Number.isSafeInteger(Number(value)) ? Number(value) : String(value)]
    }),
  )

function send(db: DatabaseSync, text: string, params: readonly Json[]): Result {
  const statement = db.prepare(text)
  statement.setReadBigInts(true)
  const values = params.map(toInput)
  if (statement.columns().length > 0) return { rows: statement.all(...values).map(toRow) }
  return { rows: [], affected: Number(statement.run(...values).changes) }
}

/** Opens a file. */
export function openConnection(file: string): Connection {
  const db = new DatabaseSync(file)
  return {
    db,
    turns: takeTurns(),
    async run(text, params = [], patience = 10_000, at) {
      const until = performance.now() + patience
      for (;;) {
        try {
          return send(db, text, params)
        } catch (thrown) {
          if (!isBusy(thrown) || performance.now() >= until) throw asFailure(thrown, at)
        }
        // SQLite's own waiting would stop the whole process, and with it whoever has the lock in it.
        await sleep(5 + Math.random() * 10)
      }
    },
  }
}
