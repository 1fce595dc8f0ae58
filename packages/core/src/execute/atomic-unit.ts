import { mirror, payDebt } from '../bridge/mirror.ts'
import type { Append, Session } from '../contract/driver.ts'
import type { Reverse } from '../contract/dialect.ts'
import type { NewEntry } from '../contract/journal.ts'
import type { Part, Unit } from '../contract/plan.ts'
import { keyOf, type Execution } from './execution.ts'
import { locate } from './failure.ts'
import { commitKnown, knownSteps, tellKnown, type KnownStep } from './known-unit.ts'
import type { Pipeline, SentUnit } from './pipeline.ts'
import { prepareUnit } from './prepared-unit.ts'
import { retrying } from './retry.ts'
import { needsReverses, reverseNow } from './reverse-now.ts'
import { runStep } from './run-step.ts'

/** Runs a unit as one transaction that begins with its own journal rows: both commit, or neither. */
export async function runAtomicUnit(
  execution: Execution,
  unit: Unit,
  pipeline: Pipeline,
  next: Unit | undefined,
): Promise<void> {
  const [first] = unit.parts
  if (!first) return
  await retrying(execution, first, async () => {
    const sent = pipeline.take(unit)
    const known = sent?.known ?? knownSteps(execution, unit)
    if (!known) return runOpen(execution, unit)
    await runKnown(execution, sent ?? send(execution, unit, known), pipeline, next)
  })
}

function send(execution: Execution, unit: Unit, known: readonly KnownStep[]): SentUnit {
  const { entries, options } = prepareUnit(execution, unit)
  return { unit, known, entries, answer: commitKnown(execution, known, options) }
}

/** Waits for a unit that was sent; the next one follows it meanwhile. */
async function runKnown(
  execution: Execution,
  sent: SentUnit,
  pipeline: Pipeline,
  next: Unit | undefined,
): Promise<void> {
  pipeline.follow(next, sent)
  try {
    await sent.answer
  } catch (error) {
    await pipeline.drain()
    throw error
  }
  tellKnown(execution, sent.known)
  execution.ledger.committed(sent.entries)
}

/** Runs a unit in which something is decided while its transaction is open. */
async function runOpen(execution: Execution, unit: Unit): Promise<void> {
  const { monotonic } = execution.workspace.environment
  const began = monotonic()
  const { bodies, entries, options } = prepareUnit(execution, unit)
  const written: NewEntry[] = [...entries]
  await execution.lease.session.transaction(async (session, append) => {
    for (const part of unit.parts) written.push(...(await runPart(execution, session, part, append, written)))
    for (const body of bodies) if (body.owes === undefined) await mirror(execution, session, body, monotonic() - began)
  }, options)
  execution.ledger.committed(written)
  for (const body of bodies) if (body.owes !== undefined) await payDebt(execution, body, monotonic() - began)
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
