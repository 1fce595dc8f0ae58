import type { Part, Unit } from '../contract/plan.ts'
import type { ErrorCode } from '../errors/catalogue.ts'
import { count } from '../errors/count.ts'
import type { FailureKind } from '../contract/driver.ts'
import { failureKind } from '../errors/failure-kind.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import type { Execution } from './execution.ts'

/** These say themselves what became of the migration. */
const SPEAKS_FOR_ITSELF: ReadonlySet<ErrorCode> = new Set(['SW-UNKNOWN', 'SW-PARTIAL', 'SW-LEASE-LOST', 'SW-LOCKED'])

/** Adds to a failure what became of the migration, and of those before it in the run. */
export function withOutcome(execution: Execution, unit: Unit, done: readonly string[], error: unknown): unknown {
  const [part] = unit.parts
  if (!part) return error
  if (!(error instanceof SlipwayError) || SPEAKS_FOR_ITSELF.has(error.code)) return error
  const kind = failureKind(error)
  if (kind === 'answer-lost' || kind === 'journal-conflict' || kind === 'lease-lost') return error
  const down = execution.plan.content.direction === 'down'
  if (part.part > 0) return partial(error, part, down)
  return mayHaveWritten(unit, part, kind) ? halfway(error, part, down) : untouched(error, unit, down, done)
}

/**
 * A write outside a transaction may fail in the middle; one that is safe to repeat is neither probed nor undone then. Code may
 * have written anything before it failed.
 */
function mayHaveWritten(unit: Unit, part: Part, kind: FailureKind): boolean {
  const [step] = part.steps
  if (unit.transactional || unit.recovery !== 'repeatable') return false
  if (step?.step.kind === 'code') return true
  const data = step?.step.kind === 'statement' ? step.analysis?.data : undefined
  return (data === 'adds' || data === 'changes' || data === 'destroys') && kind !== 'permission'
}

function halfway(error: SlipwayError, part: Part, down: boolean): SlipwayError {
  return new SlipwayError(
    'SW-PARTIAL',
    `${error.message}\nThis ran outside a transaction: what it wrote before it failed stays, if it wrote any. Running it again comes to the same. ${part.migration} is not ${down ? 'rolled back' : 'applied'}.`,
    {
      hint: `Mend what the server complained of and run it again:\n  slipway ${down ? 'rollback' : 'apply'}`,
      cause: error,
      details: { ...error.details, cause: error.code },
    },
  )
}

/** Migrations by name; of many, the first and the last. */
function named(migrations: readonly string[]): string {
  if (migrations.length <= 5) return migrations.join(', ')
  return `${migrations[0]} to ${migrations.at(-1)} (${migrations.length})`
}

function untouched(error: SlipwayError, unit: Unit, down: boolean, done: readonly string[]): SlipwayError {
  const all = named(unit.parts.map(({ migration }) => migration))
  const left = down ? `${all} stays applied as it was` : `Nothing of ${all} is left behind`
  const before =
    done.length === 0
      ? ''
      : `; ${named(done)} before it ${done.length === 1 ? 'stays' : 'stay'} ${down ? 'rolled back' : 'applied'}`
  return new SlipwayError(error.code, `${error.message}\n${left}${before}.`, {
    ...(error.hint !== undefined && { hint: error.hint }),
    cause: error,
    details: { ...error.details, before: done },
  })
}

function partial(error: SlipwayError, part: Part, down: boolean): SlipwayError {
  const goOn = down ? 'Go on:' : 'Mend the file (what took effect must stay as it ran) and go on:'
  const back = down
    ? ['or, with a mended down (what took effect must stay as it ran):', '  slipway rollback']
    : ['or undo what took effect:', '  slipway rollback']
  return new SlipwayError(
    'SW-PARTIAL',
    `${error.message}\n${part.migration} is partly ${down ? 'rolled back' : 'applied'}: ${count(part.part, 'part')} before this one took effect and ${part.part === 1 ? 'stays' : 'stay'}.`,
    {
      hint: [goOn, '  slipway resume', ...back].join('\n'),
      cause: error,
      details: { ...error.details, cause: error.code },
    },
  )
}
