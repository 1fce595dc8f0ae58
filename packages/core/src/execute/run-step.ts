import type { Session } from '../contract/driver.ts'
import type { Part, PlannedStep } from '../contract/plan.ts'
import type { CodeFunction, StepContext, StepRunner } from '../contract/step-runner.ts'
import type { CodeRef } from '../contract/migration.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import type { Execution } from './execution.ts'
import { keyOf, stepText } from './execution.ts'

/** Runs one planned step on a session, whatever its runner. Throws `SW-UNSUPPORTED` when nothing takes it. */
export async function runStep(execution: Execution, session: Session, part: Part, step: PlannedStep): Promise<void> {
  const runner = runnerOf(execution, step)
  const { events, environment } = execution.workspace
  const { migration } = part
  const text = stepText(step)
  events.emit({ type: 'step-started', migration, text })
  const began = environment.monotonic()
  await runner.run(stepContext(execution, session, part, step))
  events.emit({ type: 'step-finished', migration, text, milliseconds: environment.monotonic() - began })
}

/** The runner that takes a step. Throws `SW-UNSUPPORTED` when there is none. */
export function runnerOf({ workspace }: Execution, step: PlannedStep): StepRunner {
  const runner = workspace.runners.get(step.runner)
  if (runner) return runner
  throw new SlipwayError('SW-UNSUPPORTED', `Nothing that is installed runs a ${step.runner} step.`, {
    hint: 'Add its package to "runners" in slipway.config.ts.',
  })
}

/** The comment by which the server's own views and log show whose statement it is. */
export function markerOf(execution: Execution, part: Part): string {
  const key = keyOf(execution, part)
  return `${key.migration} ${key.direction} ${key.generation}.${key.part}`
}

function stepContext(execution: Execution, session: Session, part: Part, step: PlannedStep): StepContext {
  const { workspace } = execution
  return {
    session,
    migration: part.migration,
    marker: markerOf(execution, part),
    dialect: workspace.dialect,
    step,
    signal: execution.signal,
    connect: () => workspace.driver.connect(),
    resolve: (ref) => resolveCode(execution, ref),
    progress: (done, total, what) =>
      workspace.events.emit({
        type: 'progress',
        migration: part.migration,
        what,
        done,
        ...(total !== undefined && { total }),
      }),
  }
}

/** Loads the code of a step and runs none of it: what cannot be loaded is told before anything is written down. */
export async function loadCode(execution: Execution, { step }: PlannedStep): Promise<void> {
  if (step.kind === 'code') await resolveCode(execution, step.ref)
}

async function resolveCode({ workspace }: Execution, ref: CodeRef): Promise<CodeFunction> {
  const adapter = workspace.adapters.find(({ name }) => name === ref.adapter)
  if (!adapter?.resolve)
    throw new SlipwayError('SW-UNSUPPORTED', `No adapter called "${ref.adapter}" loads code: ${ref.module}.`, {
      hint: "Add the adapter of the project's framework to slipway.config.ts.",
    })
  return adapter.resolve(ref, { cwd: workspace.environment.cwd, dialect: workspace.dialect })
}
