import { apply } from '@slipway/core'
import type { Driver, Session } from '@slipway/core/plugin'
import { kindOf, isSlipwayError } from '../check.ts'
import { everything, openLine } from '../line/open-line.ts'
import { mutants } from '../mutants/index.ts'
import type { SubjectModule } from '../subject.ts'
import { calm } from '../values.ts'
import type { Message, Order, Work } from './order.ts'
import { stoppedAt } from './stopped-at.ts'
import { shiftClocks } from './wrong-clock.ts'

const say = (message: Message): void => void process.send?.(message)
const reached = ({ identity }: Session): void => say({ says: 'reached', identity })
const never = (): Promise<never> => new Promise(() => undefined)

/** Resolves when the parent says anything. */
const word = (): Promise<void> => new Promise((resolve) => process.once('message', () => resolve()))

async function perform(driver: Driver, work: Work): Promise<void> {
  switch (work.kind) {
    case 'hold':
      return driver.lease({ project: work.project, owner: 'the child', timeouts: calm }, async (lease) => {
        const told = word()
        say({ says: 'held', token: lease.token, identity: lease.session.identity })
        await told
        await driver.journal(lease.session, work.project).append([work.entry], lease.token)
      })
    case 'try':
      return driver.lease(
        { project: work.project, owner: 'the child', timeouts: { ...calm, lease: work.patience } },
        async ({ token, session }) => say({ says: 'held', token, identity: session.identity }),
      )
    case 'execute': {
      const session = await driver.connect()
      reached(session)
      await session.execute({ text: work.text }, { timeouts: calm })
      return session.close()
    }
    case 'transaction': {
      const session = await driver.connect()
      await session.transaction(
        async (open) => {
          if (!work.stand) reached(session)
          for (const text of work.texts) await open.execute({ text })
          if (!work.stand) return
          reached(session)
          await never()
        },
        { timeouts: calm, entries: work.entries },
      )
      return session.close()
    }
    case 'apply': {
      const workspace = await openLine(stoppedAt(driver, work.point, reached), work.project, work.migrations)
      await apply(workspace, { allow: everything })
    }
  }
}

process.once('message', (order: Order) => {
  shiftClocks(order.clock)
  void (async () => {
    try {
      const { openDriver } = (await import(order.module)) as SubjectModule
      const driver = openDriver(order.url)
      const mutant = mutants.find(({ id }) => id === order.mutant)
      await perform(mutant?.mutate(driver) ?? driver, order.work)
      say({ says: 'done' })
    } catch (thrown) {
      const known = isSlipwayError(thrown)
      say({
        says: 'failed',
        code: known ? thrown.code : 'none',
        kind: known ? kindOf(thrown) : undefined,
        message: thrown instanceof Error ? thrown.message : String(thrown),
      })
    }
  })()
})
process.once('disconnect', () => process.exit())
say({ says: 'ready' })
