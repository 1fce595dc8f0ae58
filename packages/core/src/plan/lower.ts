import type { Analysis, AnalysisContext, Dialect, Reverse, ServerFacts } from '../contract/dialect.ts'
import type { CodeStep, Step } from '../contract/migration.ts'
import type { PlannedStep } from '../contract/plan.ts'
import { place } from '../errors/place.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { hashValue } from './hash.ts'
import { missingCapability } from './missing-capability.ts'

/**
 * Lowers what an author wrote. Throws `SW-UNSUPPORTED` when no runner takes a step's kind or only its own framework can run
 * it, and `SW-CAPABILITY` when a statement needs something that the server was found to lack.
 */
export function lower(
  steps: readonly Step[],
  dialect: Dialect,
  context: Omit<AnalysisContext, 'preceding'>,
  preceding: Analysis[],
  runners: ReadonlySet<string>,
): readonly PlannedStep[] {
  return steps.map((step) => {
    if (!runners.has(step.kind)) throw noRunner(step)
    if (step.kind === 'code' && step.refused) throw refusedCode(step, step.refused)
    const analysis = 'text' in step ? dialect.analyze(step, { ...context, preceding }) : undefined
    if (analysis) refuseMissing(step, analysis, context.server)
    if (analysis) preceding.push(analysis)
    return {
      runner: step.kind,
      step,
      ...(analysis && { analysis }),
      reverse: reverseOf(step, analysis),
      hash: stepHash(step),
    }
  })
}

/** Identifies what a step does, wherever it stands: by it a landed step is found again in a file that was edited. */
export function stepHash(step: Step): string {
  if ('text' in step) return hashValue({ kind: step.kind, text: step.text })
  return hashValue(step.kind === 'code' ? { kind: step.kind, ref: step.ref } : { kind: step.kind, gate: step.gate })
}

function reverseOf(step: Step, analysis: Analysis | undefined): Reverse {
  if (step.kind === 'assert' || step.kind === 'gate') return { kind: 'nothing' }
  if (step.kind === 'code') return { kind: 'impossible', reason: 'what code does is known only by running it' }
  if (step.kind === 'backfill') return { kind: 'impossible', reason: 'the values that were there are not kept' }
  return analysis?.reverse ?? { kind: 'impossible', reason: 'the dialect does not know this statement' }
}

function refuseMissing(step: Step, analysis: Analysis, server: ServerFacts): void {
  const missing = analysis.needs?.find((need) => server.capabilities?.[need] === 'no')
  if (missing !== undefined) throw missingCapability(step, analysis.verb, missing, server)
}

function refusedCode({ ref, at }: CodeStep, { why, hint }: NonNullable<CodeStep['refused']>): SlipwayError {
  return new SlipwayError('SW-UNSUPPORTED', `${place(at)}${why}. Nothing was changed.`, {
    hint,
    details: { module: ref.module, export: ref.export, ...(at && { file: at.file, line: at.line }) },
  })
}

function noRunner(step: Step): SlipwayError {
  return new SlipwayError(
    'SW-UNSUPPORTED',
    `${place(step.at)}nothing that is installed runs a ${step.kind} step. Nothing was changed.`,
    {
      hint: `Add a package that brings a "${step.kind}" runner to "runners" in slipway.config.ts.`,
      details: { kind: step.kind, ...(step.at && { file: step.at.file, line: step.at.line }) },
    },
  )
}
