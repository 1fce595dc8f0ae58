import { commitBy } from '@slipway/core'
import type { Dialect, Driver, Journal, Session } from '@slipway/core/plugin'
import type { Specimens } from '../specimens.ts'

/** A driver that lies in one respect: it wraps an honest one. */
export interface Mutant {
  readonly id: string
  /** What it does wrong. */
  readonly lie: string
  /** Cases that must fail for it, each by itself. */
  readonly caughtBy: readonly string[]
  mutate(driver: Driver): Driver
  /** Where the subject's author would have to lie too. */
  readonly specimens?: (specimens: Specimens) => Specimens
}

/** Changes every session of a driver, and those inside transactions. */
export function withSessions(
  driver: Driver,
  change: (session: Session, where: 'outside' | 'inside') => Session,
): Driver {
  const wrap = (session: Session): Session => {
    const changed = change(session, 'outside')
    const transaction: Session['transaction'] = (work, options) =>
      changed.transaction((open, append) => work(change(open, 'inside'), append), options)
    // Whoever lies about transactions lies about those that commit at once; one may lie about these alone.
    const same = changed.commit === session.commit
    return { ...changed, transaction, ...(same ? { commit: commitBy(transaction), pipelines: false } : {}) }
  }
  return {
    ...driver,
    connect: async (options) => wrap(await driver.connect(options)),
    lease: (options, work) => driver.lease(options, (lease) => work({ ...lease, session: wrap(lease.session) })),
  }
}

/** Changes the dialect of a driver. */
export function withDialect(driver: Driver, change: (dialect: Dialect) => Partial<Dialect>): Driver {
  return {
    ...driver,
    async dialect() {
      const honest = await driver.dialect()
      return { ...honest, ...change(honest) }
    },
  }
}

/** Changes the journals of a driver. */
export function withJournal(
  driver: Driver,
  change: (journal: Journal, session: Session, project: string) => Partial<Journal>,
): Driver {
  return {
    ...driver,
    journal(session, project) {
      const honest = driver.journal(session, project)
      return { ...honest, ...change(honest, session, project) }
    },
  }
}
