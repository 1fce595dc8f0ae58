import { linkOf } from '../bridge/link.ts'
import type { CommitOptions } from '../contract/driver.ts'
import type { Statement } from '../contract/migration.ts'
import type { Part, PlannedStep, Unit } from '../contract/plan.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { stepText, type Execution } from './execution.ts'
import { located } from './failure.ts'
import { needsReverses } from './reverse-now.ts'
import { markerOf, runnerOf } from './run-step.ts'

/** A step whose statement is known before its unit begins. */
export interface KnownStep {
  readonly part: Part
  readonly step: PlannedStep
  readonly statement: Statement
}

/**
 * The steps of a unit in which nothing is decided while it runs: no reverse to derive, no code, no question, no row of a
 * framework. `undefined` for any other.
 */
export function knownSteps(execution: Execution, unit: Unit): readonly KnownStep[] | undefined {
  const known: KnownStep[] = []
  for (const part of unit.parts) {
    if (needsReverses(execution, part)) return undefined
    if (part.completes && linkOf(execution.links, execution.history, part.migration)) return undefined
    for (const step of part.steps) {
      const { dialect } = execution.workspace
      const statement = runnerOf(execution, step).statement?.({ step, dialect, marker: markerOf(execution, part) })
      if (statement === undefined) return undefined
      known.push({ part, step, statement })
    }
  }
  return known
}

/** Commits such a unit: entries and statements travel together. */
export async function commitKnown(
  execution: Execution,
  known: readonly KnownStep[],
  options: CommitOptions,
): Promise<void> {
  const statements = known.map(({ statement }) => statement)
  try {
    await execution.lease.session.commit({ ...options, statements, signal: execution.signal })
  } catch (error) {
    const failed = error instanceof SlipwayError ? known[Number(error.details['index'] ?? -1)] : undefined
    throw failed ? located(execution, failed.part, failed.step, error) : error
  }
}

/** Tells of the steps of such a unit once it is committed. */
export function tellKnown({ workspace }: Execution, known: readonly KnownStep[]): void {
  for (const { part, step } of known) {
    const event = { migration: part.migration, text: stepText(step) }
    workspace.events.emit({ type: 'step-started', ...event })
    workspace.events.emit({ type: 'step-finished', ...event })
  }
}
