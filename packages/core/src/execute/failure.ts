import type { Part, PlannedStep } from '../contract/plan.ts'
import type { Location } from '../contract/plugin.ts'
import { firstLine } from '../errors/first-line.ts'
import { place } from '../errors/place.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import type { Execution } from './execution.ts'
import { stepText } from './execution.ts'
import { markerOf } from './run-step.ts'

/** Runs one step; a failure of the server gets the file, the line and the statement it belongs to. */
export async function locate<T>(
  execution: Execution,
  part: Part,
  step: PlannedStep,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw located(execution, part, step, error)
  }
}

/** A failure of one step, with the file, the line and the statement it belongs to. */
export function located(execution: Execution, part: Part, step: PlannedStep, error: unknown): unknown {
  if (!(error instanceof SlipwayError) || error.details['statement'] !== undefined) return error
  const { index: _, ...details } = error.details
  const text = stepText(step)
  const prefix = execution.workspace.dialect.mark('', markerOf(execution, part)).length
  const at = step.step.at && shift(step.step.at, text, details['position'], prefix)
  const first = firstLine(text)
  const where = details['file'] === undefined ? place(at) || `${part.migration}: ` : ''
  return new SlipwayError(error.code, `${where}${error.message}\n  ${first}`, {
    ...(error.hint !== undefined && { hint: error.hint }),
    cause: error,
    details: {
      ...(at && { file: at.file, line: at.line }),
      ...details,
      migration: part.migration,
      statement: first,
    },
  })
}

/** Moves a statement's place to the character that the server complained of. */
function shift(at: Location, text: string, position: unknown, prefix: number): Location {
  if (typeof position !== 'number' || position <= prefix) return at
  const before = text.slice(0, position - prefix - 1)
  return { file: at.file, line: at.line + before.split('\n').length - 1 }
}
