import { linkOf } from '../bridge/link.ts'
import type { CommitOptions } from '../contract/driver.ts'
import type { Statement } from '../contract/migration.ts'
import type { Part, PlannedStep, Unit } from '../contract/plan.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import type { Execution } from './execution.ts'
import { located } from './failure.ts'
import { needsReverses } from './reverse-now.ts'
import { markerOf, runnerOf, startStep } from './run-step.ts'

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

/** Runs such a unit: entries and statements travel and commit together. */
export async function runKnown(
  execution: Execution,
  known: readonly KnownStep[],
  options: CommitOptions,
): Promise<void> {
  const start = (index: number): (() => void) | undefined => {
    const next = known[index]
    return next && startStep(execution, next.part, next.step)
  }
  let finished = start(0)
  try {
    await execution.lease.session.commit({
      ...options,
      statements: known.map(({ statement }) => statement),
      signal: execution.signal,
      ran: (index) => {
        finished?.()
        finished = start(index + 1)
      },
    })
  } catch (error) {
    const failed = error instanceof SlipwayError ? known[Number(error.details['index'] ?? -1)] : undefined
    throw failed ? located(execution, failed.part, failed.step, error) : error
  }
}
