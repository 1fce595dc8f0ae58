import type { Adapter, RecordedCode } from '../contract/adapter.ts'
import type { Analysis, Dialect, ServerFacts } from '../contract/dialect.ts'
import type { CodeRef, CodeStep, Statement } from '../contract/migration.ts'
import type { ObservedCode, Plan } from '../contract/plan.ts'
import type { ObjectId, Schema } from '../contract/schema.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import type { PlannedHazard } from './hazards.ts'

/** What code was seen to send to such a server before, with its module as it is now. */
export type CodeLookup = (ref: CodeRef, server: ServerFacts) => Promise<RecordedCode | undefined>

/** What telling of code rests on. */
export interface CodeContext {
  readonly adapters: readonly Adapter[]
  readonly dialect: Dialect
  readonly server: ServerFacts
  readonly schema: Schema
  /** Asked before the adapters. */
  readonly recorded?: CodeLookup | undefined
  /** Absolute path of the project. */
  readonly cwd: string
}

/** What was found out about the code of a plan. */
export interface FoundCode {
  /** By migration, in the order of its code steps. */
  readonly code: Readonly<Record<string, readonly ObservedCode[]>>
  readonly hazards: readonly PlannedHazard[]
  /** Objects that the recorded statements touch and that are there now. */
  readonly objects: readonly ObjectId[]
}

/**
 * Asks adapters what the code steps of a plan would send, and the dialect what that means. What is found is shown and judged,
 * and nothing more: the code may send something else when it runs, so a step stays opaque.
 */
export async function observeCode(plan: Plan, context: CodeContext): Promise<FoundCode> {
  const code: Record<string, ObservedCode[]> = {}
  const hazards: PlannedHazard[] = []
  const preceding: Analysis[] = []
  if (plan.content.direction === 'down') return { code, hazards, objects: [] }
  for (const { migration, steps } of plan.content.units.flatMap((unit) => unit.parts)) {
    for (const { step, analysis } of steps) {
      if (analysis) preceding.push(analysis)
      if (step.kind !== 'code') continue
      const found = await record(step, context, preceding)
      if (!found) continue
      ;(code[migration] ??= []).push(found)
      hazards.push(...hazardsOf(step, found).map((hazard) => ({ ...hazard, migration })))
    }
  }
  return { code, hazards, objects: touched(code, context.schema) }
}

async function record(step: CodeStep, context: CodeContext, preceding: Analysis[]): Promise<ObservedCode | undefined> {
  const { adapters, dialect, server, cwd } = context
  const adapter = adapters.find(({ name }) => name === step.ref.adapter)
  const recorded =
    (await context.recorded?.(step.ref, server)) ?? (await adapter?.record?.(step.ref, { cwd, dialect, server }))
  if (recorded === undefined || recorded.by === 'nothing') return recorded
  const statements = recorded.statements.map((statement) => {
    const analysis = analyze(statement, context, preceding)
    if (analysis) preceding.push(analysis)
    return { ...statement, ...(analysis && { analysis }) }
  })
  return { by: recorded.by, statements }
}

/** Code may send what the dialect cannot read: the server will say what it thinks of it. */
function analyze(
  statement: Statement,
  { dialect, server, schema }: CodeContext,
  preceding: readonly Analysis[],
): Analysis | undefined {
  try {
    return dialect.analyze(statement, { server, schema, preceding })
  } catch (error) {
    if (error instanceof SlipwayError) return undefined
    throw error
  }
}

function hazardsOf(step: CodeStep, code: ObservedCode): readonly Omit<PlannedHazard, 'migration'>[] {
  if (code.by === 'nothing') {
    const message = `What ${step.ref.export} of ${step.ref.module} sends is not known before it runs: ${code.why}${code.why.endsWith('…') ? '' : '.'}`
    return [{ code: 'SW-CODE', severity: 'inform', message, ...(step.at && { at: step.at }) }]
  }
  return code.statements.flatMap(({ analysis, at }) =>
    (analysis?.hazards ?? []).map((hazard) => ({ ...place(at ?? step.at), ...hazard })),
  )
}

const place = (at: Statement['at']): Pick<PlannedHazard, 'at'> => (at ? { at } : {})

function touched(code: FoundCode['code'], schema: Schema): readonly ObjectId[] {
  const statements = Object.values(code)
    .flat()
    .flatMap((each) => (each.by === 'nothing' ? [] : each.statements))
  const ids = statements.flatMap(({ analysis }) => (analysis?.objects ?? []).map(({ id }) => id))
  return [...new Set(ids)].filter((id) => schema.objects[id] !== undefined)
}
