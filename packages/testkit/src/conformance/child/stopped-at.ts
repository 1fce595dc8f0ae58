import { commitBy } from '@slipway/core'
import type { Driver, Journal, NewEntry, Session } from '@slipway/core/plugin'
import type { Point } from './order.ts'

const never = (): Promise<never> => new Promise(() => undefined)

/** The same driver, that says when it comes to a point and stands still there. */
export function stoppedAt(driver: Driver, point: Point, reached: (session: Session) => void): Driver {
  async function pass<T>(call: Point['call'], what: string, by: Session, go: () => Promise<T>): Promise<T> {
    if (point.call !== call || !point.match.every((part) => what.includes(part))) return go()
    if (point.when === 'during') reached(by)
    if (point.when === 'before') {
      reached(by)
      return never()
    }
    const result = await go()
    if (point.when === 'after') {
      reached(by)
      return never()
    }
    return result
  }
  const watched = (session: Session): Session => {
    const transaction: Session['transaction'] = (work, options) =>
      pass('transaction', JSON.stringify(options.entries ?? []), session, () =>
        session.transaction((open, append) => work(watched(open), append), options),
      )
    return {
      ...session,
      execute: (statement, options) =>
        pass('execute', statement.text, session, () => session.execute(statement, options)),
      transaction,
      commit: commitBy(transaction),
      pipelines: false,
    }
  }
  const journal = (session: Session, inner: Journal): Journal => ({
    ...inner,
    append: (entries: readonly NewEntry[], token) =>
      pass('append', JSON.stringify(entries), session, () => inner.append(entries, token)),
  })
  return {
    ...driver,
    journal: (session, project) => journal(session, driver.journal(session, project)),
    lease: (options, work) => driver.lease(options, (lease) => work({ ...lease, session: watched(lease.session) })),
  }
}
