import { SlipwayError, commitBy } from '@slipway/core'
import type { Result, ServerFacts, Session, TransactionOptions } from '@slipway/core/plugin'
import { readStatement } from '../dialect/read-statement.ts'
import { contentChecksums, countRows, readDefinitions, readSchema, readStats } from './catalog.ts'
import type { Connection } from './connection.ts'
import { failure } from './failure.ts'
import { checkToken, insertEntries, type Run } from './store.ts'

const refuse = (message: string): SlipwayError => new SlipwayError('SW-TRANSACTION', message)

/** Makes the session of a connection. `project` is whose lease a token belongs to, where no entry says so. */
export function openSession(connection: Connection, server: ServerFacts, project = 'default'): Session {
  const { db, turns, run: send } = connection
  const run: Run = (text, params) => turns.take(async () => (await send(text, params)).rows)

  async function transact<T>(work: (open: Session) => Promise<T>, options: TransactionOptions): Promise<T> {
    const { timeouts, token, entries = [] } = options
    // IMMEDIATE takes the one lock for writing at once: who reads first and writes later may be refused halfway.
    await send('BEGIN IMMEDIATE', [], timeouts.lock)
    try {
      if (token !== undefined) await checkToken(run, entries[0]?.project ?? project, token)
      await insertEntries(run, entries)
      const result = await work(inner)
      // Some failures (ON CONFLICT ROLLBACK, a full disk) end the transaction although the work went on.
      if (!db.isTransaction) throw failure('other', 'SQLite had rolled the transaction back')
      await send('COMMIT', [], timeouts.lock)
      return result
    } finally {
      if (db.isTransaction) db.exec('ROLLBACK')
    }
  }

  const common: Omit<Session, 'execute' | 'transaction' | 'commit' | 'close'> = {
    server,
    identity: undefined,
    inspect: () => readSchema(run),
    definitions: (objects) => readDefinitions(run, objects),
    countRows: (tables) => countRows(run, tables),
    stats: (objects) => readStats(run, objects),
    contentChecksums: (tables) => contentChecksums(run, tables),
  }
  const inner: Session = {
    ...common,
    async execute({ text, params, at }): Promise<Result> {
      const { verb } = readStatement(text)
      if (/^(begin|commit|end|rollback)$/.test(verb)) throw refuse(`${verb.toUpperCase()} inside a transaction`)
      return turns.take(() => send(text, params, 0, at))
    },
    transaction: async () => {
      throw refuse('A transaction was begun inside a transaction')
    },
    commit: async () => {
      throw refuse('A transaction was begun inside a transaction')
    },
    close: async () => undefined,
  }
  const transaction: Session['transaction'] = (work, options) =>
    turns.take(() => {
      if (db.isTransaction) throw refuse('A transaction was begun inside a transaction')
      return transact((open) => work(open, (entries) => insertEntries(run, entries)), options)
    })
  return {
    ...common,
    execute: ({ text, params, at }, { timeouts } = {}) => turns.take(() => send(text, params, timeouts?.lock, at)),
    transaction,
    commit: commitBy(transaction),
    async close() {
      if (db.isOpen) db.close()
    },
  }
}
