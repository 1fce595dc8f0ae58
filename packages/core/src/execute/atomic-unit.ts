import { mirror, payDebt, withDebt } from '../bridge/mirror.ts'
import type { Append, Session } from '../contract/driver.ts'
import type { Reverse } from '../contract/dialect.ts'
import type { NewEntry } from '../contract/journal.ts'
import type { Part, Unit } from '../contract/plan.ts'
import { keyOf, landedBody, landedStep, type Execution } from './execution.ts'
import { locate } from './failure.ts'
import { retrying } from './retry.ts'
import { knownSteps, runKnown } from './known-unit.ts'
import { needsReverses, reverseNow } from './reverse-now.ts'
import { runStep } from './run-step.ts'

/** Runs a unit as one transaction that begins with its own journal rows: both commit, or neither. */
export async function runAtomicUnit(execution: Execution, unit: Unit): Promise<void> {
  const [first] = unit.parts
  if (!first) return
  await retrying(execution, first, async () => {
    const up = execution.plan.content.direction === 'up'
    const { monotonic } = execution.workspace.environment
    const began = monotonic()
    const bodies = unit.parts.map((part) =>
      landedBody(
        execution,
        part,
        'committed',
        part.steps.map((step) => landedStep(step, up ? step.reverse : { kind: 'nothing' })),
      ),
    )
    const indebted = bodies.map((body) => withDebt(execution, body))
    const entries = execution.ledger.next(indebted)
    const written: NewEntry[] = [...entries]
    const options = {
      timeouts: execution.plan.content.timeouts,
      settings: unit.parts.flatMap((part) => part.settings),
      entries,
      token: execution.lease.token,
    }
    const known = knownSteps(execution, unit)
    if (known) await runKnown(execution, known, options)
    else
      await execution.lease.session.transaction(async (session, append) => {
        for (const part of unit.parts) written.push(...(await runPart(execution, session, part, append, written)))
        for (const body of indebted)
          if (body.owes === undefined) await mirror(execution, session, body, monotonic() - began)
      }, options)
    execution.ledger.committed(written)
    for (const body of indebted) if (body.owes !== undefined) await payDebt(execution, body, monotonic() - began)
  })
}

async function runPart(
  execution: Execution,
  session: Session,
  part: Part,
  append: Append,
  written: readonly NewEntry[],
): Promise<readonly NewEntry[]> {
  const derive = needsReverses(execution, part)
  const reverses: Reverse[] = []
  for (const step of part.steps) {
    reverses.push(derive ? await reverseNow(execution, session, step) : step.reverse)
    await locate(execution, part, step, () => runStep(execution, session, part, step))
  }
  if (!derive) return []
  const entries = execution.ledger.next(
    [{ type: 'reverses', run: execution.run, key: keyOf(execution, part), reverses }],
    written,
  )
  await append(entries)
  return entries
}
