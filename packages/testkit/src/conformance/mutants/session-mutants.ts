import { SlipwayError } from '@slipway/core'
import type { ExecuteOptions, Row, Session } from '@slipway/core/plugin'
import { isSlipwayError, kindOf } from '../check.ts'
import { withSessions, type Mutant } from './mutant.ts'

/** The same call with other options. */
function withOptions(session: Session, change: (options: ExecuteOptions) => ExecuteOptions): Pick<Session, 'execute'> {
  return { execute: (statement, options = {}) => session.execute(statement, change(options)) }
}

const withoutSignal = ({ signal: _signal, ...rest }: ExecuteOptions): ExecuteOptions => rest

/** Says that a lost answer was an ordinary failure. */
function ordinary(error: unknown): unknown {
  if (!isSlipwayError(error) || kindOf(error) !== 'answer-lost') return error
  return new SlipwayError('SW-STATEMENT-FAILED', error.message, { details: { ...error.details, kind: 'other' } })
}

/** Sessions that do not do what they say. */
export const sessionMutants: readonly Mutant[] = [
  {
    id: 'shouts-columns',
    lie: 'rows do not carry the names of their columns',
    caughtBy: ['execute.rows'],
    mutate: (driver) =>
      withSessions(driver, (session, where) => ({
        ...session,
        async execute(statement, options) {
          const { rows, ...rest } = await session.execute(statement, options)
          if (where === 'inside' || !statement.text.toLowerCase().includes('total')) return { ...rest, rows }
          const loud = (row: Row): Row =>
            Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toUpperCase(), value]))
          return { ...rest, rows: rows.map(loud) }
        },
      })),
  },
  {
    id: 'parameters-as-text',
    lie: 'parameters lose what is odd in them',
    caughtBy: ['execute.parameters'],
    mutate: (driver) =>
      withSessions(driver, (session) => ({
        ...session,
        execute: ({ params, ...rest }, options) =>
          session.execute(
            params === undefined
              ? rest
              : {
                  ...rest,
                  params: params.map((value) => (typeof value === 'string' ? value.replaceAll("'", '') : value)),
                },
            options,
          ),
      })),
  },
  {
    id: 'failure-as-success',
    lie: 'a statement that the server refused is said to have run',
    caughtBy: ['execute.failure'],
    mutate: (driver) =>
      withSessions(driver, (session) => ({
        ...session,
        execute: (statement, options) => session.execute(statement, options).catch(() => ({ rows: [] })),
      })),
  },
  {
    id: 'tells-what-it-saw',
    lie: 'errors quote what was sent before',
    caughtBy: ['execute.canary'],
    mutate: (driver) =>
      withSessions(driver, (session) => {
        const sent: string[] = []
        return {
          ...session,
          async execute(statement, options) {
            sent.push(statement.text)
            try {
              return await session.execute(statement, options)
            } catch (error) {
              throw isSlipwayError(error)
                ? new SlipwayError(error.code, `${error.message} after ${sent.join('; ')}`, { details: error.details })
                : error
            }
          },
        }
      }),
  },
  {
    id: 'cannot-cancel',
    lie: 'a signal does nothing',
    caughtBy: ['execute.cancel', 'execute.cancel-in-transaction'],
    mutate: (driver) => withSessions(driver, (session) => ({ ...session, ...withOptions(session, withoutSignal) })),
  },
  {
    id: 'cancels-at-home',
    lie: 'a signal ends the wait for a statement, and the server goes on with it',
    caughtBy: ['execute.cancel'],
    mutate: (driver) =>
      withSessions(driver, (session) => ({
        ...session,
        execute(statement, { signal, ...options } = {}) {
          const running = session.execute(statement, options)
          if (signal === undefined) return running
          running.catch(() => undefined)
          const given = new Promise<never>((_, reject) => {
            signal.addEventListener('abort', () =>
              reject(new SlipwayError('SW-STATEMENT-FAILED', 'Canceled', { details: { kind: 'canceled' } })),
            )
          })
          return Promise.race([running, given])
        },
      })),
  },
  {
    id: 'overlooks-early-signal',
    lie: 'a signal that is aborted already does nothing',
    caughtBy: ['execute.aborted-before'],
    mutate: (driver) =>
      withSessions(driver, (session) => ({
        ...session,
        ...withOptions(session, (options) => (options.signal?.aborted === true ? withoutSignal(options) : options)),
      })),
  },
  {
    id: 'no-statement-timeout',
    lie: 'timeouts.statement is not passed on',
    caughtBy: ['execute.statement-timeout'],
    mutate: (driver) =>
      withSessions(driver, (session) => ({
        ...session,
        ...withOptions(session, ({ timeouts, ...rest }) => ({
          ...rest,
          ...(timeouts === undefined ? {} : { timeouts: { ...timeouts, statement: 0 } }),
        })),
      })),
  },
  {
    id: 'waits-for-ever',
    lie: 'timeouts.lock is not passed on',
    caughtBy: ['execute.lock-timeout'],
    mutate: (driver) =>
      withSessions(driver, (session) => {
        const patient = { lock: 600_000, concurrently: 600_000 }
        return {
          ...session,
          ...withOptions(session, ({ timeouts, ...rest }) => ({
            ...rest,
            ...(timeouts === undefined ? {} : { timeouts: { ...timeouts, ...patient } }),
          })),
          transaction: (work, options) =>
            session.transaction(work, { ...options, timeouts: { ...options.timeouts, ...patient } }),
        }
      }),
  },
  {
    id: 'ignores-settings',
    lie: 'settings are not replayed',
    caughtBy: ['execute.settings'],
    mutate: (driver) =>
      withSessions(driver, (session) => ({
        ...session,
        ...withOptions(session, ({ settings: _settings, ...rest }) => rest),
      })),
  },
  {
    id: 'cuts-text',
    lie: 'a long statement is cut',
    caughtBy: ['execute.huge'],
    mutate: (driver) =>
      withSessions(driver, (session) => ({
        ...session,
        execute: (statement, options) =>
          session.execute({ ...statement, text: statement.text.slice(0, 1_000_000) }, options),
      })),
  },
  {
    id: 'alive-says-gone',
    lie: 'a session that lives is said to be gone',
    caughtBy: ['execute.sessions', 'probe.running'],
    mutate: (driver) => ({ ...driver, alive: async () => undefined }),
  },
  {
    id: 'nobody-blocks',
    lie: 'nobody is said to be in the way',
    caughtBy: ['probe.running'],
    mutate: (driver) => ({ ...driver, blockers: async () => [] }),
  },
  {
    id: 'one-database',
    lie: 'every database is said to be the same',
    caughtBy: ['execute.identify'],
    mutate: (driver) => ({ ...driver, identify: async () => ({ server: 's', database: 'd' }) }),
  },
  {
    id: 'raw-errors',
    lie: 'what the client throws on connecting comes out as it is',
    caughtBy: ['execute.refused-connection'],
    mutate: (driver) => ({
      ...driver,
      connect: (options) =>
        driver.connect(options).catch((error: unknown) => {
          throw new Error(String(error))
        }),
    }),
  },
  {
    id: 'lost-as-failed',
    lie: 'an answer that never came is called a failure',
    caughtBy: ['connection.lost-answer', 'connection.append', 'connection.statement', 'connection.holder'],
    mutate: (driver) => {
      const plain = withSessions(driver, (session) => ({
        ...session,
        execute: (statement, options) =>
          session.execute(statement, options).catch((error: unknown) => {
            throw ordinary(error)
          }),
        transaction: (work, options) =>
          session.transaction(work, options).catch((error: unknown) => {
            throw ordinary(error)
          }),
      }))
      return plain
    },
  },
  {
    id: 'lost-as-done',
    lie: 'an answer that never came is taken for a yes',
    caughtBy: ['connection.lost-request'],
    mutate: (driver) =>
      withSessions(driver, (session) => ({
        ...session,
        async transaction<T>(...[work, options]: Parameters<Session['transaction']>): Promise<T> {
          try {
            return (await session.transaction(work, options)) as T
          } catch (error) {
            if (isSlipwayError(error) && kindOf(error) === 'answer-lost') return undefined as T
            throw error
          }
        },
      })),
  },
]
