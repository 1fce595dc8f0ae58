import { withDebt } from '../bridge/mirror.ts'
import type { TransactionOptions } from '../contract/driver.ts'
import type { EntryBody, NewEntry } from '../contract/journal.ts'
import type { Unit } from '../contract/plan.ts'
import { landedBody, landedStep, type Execution } from './execution.ts'

/** What the journal will say of a transactional unit, and what its transaction carries. */
export interface PreparedUnit {
  readonly bodies: readonly Extract<EntryBody, { type: 'landed' }>[]
  readonly entries: readonly NewEntry[]
  readonly options: TransactionOptions
}

/** Writes down beforehand what a transactional unit comes to; its entries follow those `after` which it comes. */
export function prepareUnit(execution: Execution, unit: Unit, after: readonly NewEntry[] = []): PreparedUnit {
  const up = execution.plan.content.direction === 'up'
  const bodies = unit.parts.map((part) => {
    const steps = part.steps.map((step) => landedStep(step, up ? step.reverse : { kind: 'nothing' }))
    return withDebt(execution, landedBody(execution, part, 'committed', steps))
  })
  const entries = execution.ledger.next(bodies, after)
  return {
    bodies,
    entries,
    options: {
      timeouts: execution.plan.content.timeouts,
      settings: unit.parts.flatMap((part) => part.settings),
      entries,
      token: execution.lease.token,
    },
  }
}
