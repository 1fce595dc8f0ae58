import type { Adapter, CodeRef, Dialect, Migration, ServerFacts, Step, Workspace } from '@slipway/core'
import { commentsReader, whyIrreversible } from './comments-above.ts'
import type { Converted, WritableStep } from './written.ts'

/** What a conversion rests on. */
export interface ConvertParts {
  /** Absolute path of the project. */
  readonly cwd: string
  readonly dialect: Dialect
  /** What code is recorded for. */
  readonly server: ServerFacts
  /** What code was seen to send on a scratch database. Asked before the adapter. */
  readonly recorded?: Workspace['recorded']
}

/** A migration of statements only, or why there is none. */
export type WithoutCode = Converted | { readonly source: Migration; readonly why: string }

/** Puts in place of each code step the statements that it sends. Runs no migration on the target's database. */
export async function withoutCode(migration: Migration, adapter: Adapter, parts: ConvertParts): Promise<WithoutCode> {
  const up = await statementsOf(migration.up, adapter, parts)
  if ('why' in up) return { source: migration, why: up.why }
  if (migration.down === undefined) return { source: migration, up: up.steps, down: undefined, notes: [] }
  if (migration.down === null) {
    const irreversible = whyIrreversible(migration, parts.cwd)
    return {
      source: migration,
      up: up.steps,
      down: null,
      ...(irreversible !== undefined && { irreversible }),
      notes: [],
    }
  }
  const down = await statementsOf(migration.down, adapter, parts)
  return 'why' in down
    ? { source: migration, up: up.steps, down: undefined, notes: [`Its way back was not converted: ${down.why}`] }
    : { source: migration, up: up.steps, down: down.steps, notes: [] }
}

type Steps = { readonly steps: readonly WritableStep[] } | { readonly why: string }

async function statementsOf(steps: readonly Step[], adapter: Adapter, parts: ConvertParts): Promise<Steps> {
  const written: WritableStep[] = []
  const commentsAbove = commentsReader(parts.cwd)
  for (const step of steps) {
    if (step.kind !== 'code') {
      const comments = commentsAbove(step.at)
      written.push(comments.length === 0 ? step : { ...step, comments })
      continue
    }
    if (step.refused) return { why: step.refused.why }
    const recorded = await recordedOf(step.ref, adapter, parts)
    if ('why' in recorded) return recorded
    written.push(...recorded.steps)
  }
  return { steps: written }
}

async function recordedOf(ref: CodeRef, adapter: Adapter, parts: ConvertParts): Promise<Steps> {
  const { cwd, dialect, server } = parts
  const recorded = (await parts.recorded?.(ref, server)) ?? (await adapter.record?.(ref, { cwd, dialect, server }))
  if (recorded === undefined) return { why: `it is code, ${ref.module}, and ${adapter.name} cannot tell what it sends` }
  if (recorded.by === 'nothing') return { why: recorded.why }
  try {
    // What one call sends may be several statements.
    const statements = recorded.statements.flatMap(({ text }) => dialect.split(text, ref.module))
    return { steps: statements.map(({ text }) => ({ kind: 'statement', text })) }
  } catch (error) {
    return { why: `what ${ref.module} sends cannot be cut into statements: ${(error as Error).message}` }
  }
}
