import type { Driver, NewEntry, Session, TransactionOptions } from '@slipway/core/plugin'
import { withSessions, type Mutant } from './mutant.ts'

type Work = Parameters<Session['transaction']>[0]
type Transaction = (work: Work, options: TransactionOptions) => Promise<unknown>

/** Replaces how transactions run. */
function withTransaction(driver: Driver, make: (session: Session) => Transaction): Driver {
  return withSessions(driver, (session, where) =>
    where === 'inside' ? session : { ...session, transaction: make(session) as Session['transaction'] },
  )
}

const without = ({ entries: _entries, token: _token, ...rest }: TransactionOptions): TransactionOptions => rest

/** Transactions that are none. */
export const transactionMutants: readonly Mutant[] = [
  {
    id: 'commits-each-statement',
    lie: 'a transaction commits each statement by itself',
    caughtBy: [
      'atomicity.rollback',
      'atomicity.failed-statement',
      'atomicity.known-failed',
      'atomicity.inside',
      'undo.failed',
      'kill.open-transaction',
    ],
    mutate: (driver) =>
      withTransaction(driver, (session) => async (work, options) => {
        const write = (entries: readonly NewEntry[]): Promise<void> =>
          session.transaction(async () => undefined, { ...options, entries })
        await write(options.entries ?? [])
        const open: Session = {
          ...session,
          transaction: () => Promise.reject(new Error('nested')),
          execute: (statement) => session.execute(statement),
        }
        return work(open, write)
      }),
  },
  {
    id: 'journals-before',
    lie: 'entries are committed before the work that they belong to',
    caughtBy: ['atomicity.rollback', 'kill.statement', 'kill.data'],
    mutate: (driver) =>
      withTransaction(driver, (session) => async (work, options) => {
        await session.transaction(async () => undefined, options)
        return session.transaction(work, without(options))
      }),
  },
  {
    id: 'journals-after',
    lie: 'entries are committed after the work that they belong to',
    caughtBy: ['atomicity.rival'],
    mutate: (driver) =>
      withTransaction(driver, (session) => async (work, options) => {
        const written: NewEntry[] = [...(options.entries ?? [])]
        const result = await session.transaction(
          (open) => work(open, async (more) => void written.push(...more)),
          without(options),
        )
        await session.transaction(async () => undefined, { ...options, entries: written })
        return result
      }),
  },
  {
    id: 'forgets-appended',
    lie: 'what is appended within a transaction is not written',
    caughtBy: ['atomicity.commit'],
    mutate: (driver) =>
      withTransaction(
        driver,
        (session) => (work, options) => session.transaction((open) => work(open, async () => undefined), options),
      ),
  },
  {
    id: 'commits-without-entries',
    lie: 'statements that are known beforehand are committed without their entries',
    caughtBy: ['atomicity.known'],
    mutate: (driver) =>
      withSessions(driver, (session) => ({
        ...session,
        commit: ({ entries: _entries, ...options }) => session.commit(options),
      })),
  },
  {
    id: 'commits-unfenced',
    lie: 'statements that are known beforehand are committed under any token',
    caughtBy: ['atomicity.known-fenced'],
    mutate: (driver) =>
      withSessions(driver, (session) => ({
        ...session,
        commit: ({ token: _token, ...options }) => session.commit(options),
      })),
  },
  {
    id: 'commits-behind-failures',
    lie: 'a commit is done whatever became of the one before it',
    caughtBy: ['atomicity.known-behind'],
    mutate: (driver) =>
      withSessions(driver, (session) => ({
        ...session,
        commit: ({ behind: _behind, ...options }) => session.commit(options),
      })),
  },
  {
    id: 'swallows-control',
    lie: 'a COMMIT within a transaction is passed over in silence',
    caughtBy: ['atomicity.control'],
    mutate: (driver) =>
      withSessions(driver, (session, where) => ({
        ...session,
        execute: async (statement, options) =>
          where === 'inside' && /^\s*commit\b/i.test(statement.text)
            ? { rows: [] }
            : session.execute(statement, options),
      })),
  },
  {
    id: 'joins-nested',
    lie: 'a transaction within a transaction joins it',
    caughtBy: ['atomicity.nested'],
    mutate: (driver) =>
      withSessions(driver, (session, where) =>
        where === 'outside' ? session : { ...session, transaction: (work) => work(session, async () => undefined) },
      ),
  },
  {
    id: 'checkpoints-elsewhere',
    lie: 'checkpoints are written by another session than the one they are given',
    caughtBy: ['atomicity.checkpoint'],
    mutate: (driver) => ({
      ...driver,
      checkpoints(session, project) {
        const honest = driver.checkpoints(session, project)
        return {
          ...honest,
          async write(_given, key, value) {
            const other = await driver.connect()
            try {
              await driver.checkpoints(other, project).write(other, key, value)
            } finally {
              await other.close()
            }
          },
        }
      },
    }),
  },
  {
    id: 'reads-elsewhere',
    lie: 'within a transaction, another session is asked what is there',
    caughtBy: ['inspect.inside'],
    mutate: (driver) =>
      withSessions(driver, (session, where) => {
        if (where === 'outside') return session
        const ask = async <T>(question: (other: Session) => Promise<T>): Promise<T> => {
          const other = await driver.connect()
          try {
            return await question(other)
          } finally {
            await other.close()
          }
        }
        return { ...session, countRows: (tables) => ask((other) => other.countRows(tables)) }
      }),
  },
]
