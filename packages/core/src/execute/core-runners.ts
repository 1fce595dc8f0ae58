import { CONTRACT } from '../contract/plugin.ts'
import type { Session } from '../contract/driver.ts'
import type { Statement } from '../contract/migration.ts'
import type { StepContext, StepRunner } from '../contract/step-runner.ts'
import { count } from '../errors/count.ts'
import { place } from '../errors/place.ts'
import { SlipwayError } from '../errors/slipway-error.ts'

/** The runners that need no package. A gate is not run: the executor stops at it. */
export function coreRunners(): readonly StepRunner[] {
  return [
    { ...runner('statement', runStatement), statement: statementOf },
    runner('assert', runAssert),
    runner('code', runCode),
    runner('gate', async () => undefined),
  ]
}

function runner(kind: string, run: StepRunner['run']): StepRunner {
  return { kind: 'step-runner', name: kind, contract: CONTRACT, runner: kind, run }
}

function statementOf({
  step: { step },
  dialect,
  marker,
}: Pick<StepContext, 'step' | 'dialect' | 'marker'>): Statement | undefined {
  return 'text' in step ? { ...step, text: dialect.mark(step.text, marker) } : undefined
}

async function runStatement(context: StepContext): Promise<void> {
  const statement = statementOf(context)
  if (statement) await context.session.execute(statement, { signal: context.signal })
}

async function runAssert(context: StepContext): Promise<void> {
  const { step } = context.step
  if (step.kind !== 'assert') return
  const { rows } = await context.session.execute(
    { ...step, text: context.dialect.mark(step.text, context.marker) },
    { signal: context.signal },
  )
  if (rows.length === 0) return
  throw new SlipwayError('SW-ASSERT-FAILED', `${place(step.at)}${step.message} (${count(rows.length, 'row')})`, {
    hint: 'The query must return no rows. Run it by hand to see them, mend the data, then:\n  slipway apply',
    details: {
      migration: context.migration,
      rows: rows.length,
      ...(step.at && { file: step.at.file, line: step.at.line }),
    },
  })
}

async function runCode(context: StepContext): Promise<void> {
  const { step } = context.step
  if (step.kind !== 'code') return
  const work = await context.resolve(step.ref)
  try {
    await work(marked(context))
  } catch (cause) {
    if (cause instanceof SlipwayError) throw cause
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new SlipwayError('SW-CODE-FAILED', `${step.ref.module}: ${step.ref.export} threw: ${message}`, {
      cause,
      details: { migration: context.migration, module: step.ref.module },
    })
  }
}

/** A session for an author's code: every statement carries the unit's marker. */
function marked({ session, dialect, marker }: StepContext): Session {
  return {
    ...session,
    execute: (statement, options) =>
      session.execute({ ...statement, text: dialect.mark(statement.text, marker) }, options),
  }
}
