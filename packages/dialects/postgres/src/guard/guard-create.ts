import type { ObjectId, Schema } from '@slipway/core/plugin'
import type { Draft } from '../analyze/draft.ts'
import { hazard } from '../analyze/draft.ts'
import type { Scope } from '../analyze/scope.ts'
import { kindOf, sqlName } from '../names/object-id.ts'
import { undoNothing, undoUnlessThere, undoWhereThere } from '../reverse/undo.ts'

/** Whether what is there is what a statement would make. */
export type Comparison =
  | { readonly verdict: 'noop' }
  | { readonly verdict: 'differs'; readonly differences: readonly string[] }
  | { readonly verdict: 'unsure' }

/** `public.orders` as people say it: `table public.orders`. */
export function spoken(id: ObjectId): string {
  return `${kindOf(id).replace('-', ' ')} ${sqlName(id)}`
}

/** What is left of a statement that skips: it touches nothing, and its undo must not touch what others made. */
export function skipped(draft: Draft, guard: NonNullable<Draft['guard']>): Draft {
  return {
    verb: draft.verb,
    objects: (draft.objects ?? []).map(({ id }) => ({ id, effect: 'read' })),
    ...(draft.transaction === undefined ? {} : { transaction: draft.transaction }),
    ...(draft.outside === undefined ? {} : { outside: draft.outside }),
    ...(draft.wider === undefined ? {} : { wider: draft.wider }),
    undo: undoNothing,
    guard,
    hazards: guardHazards(guard),
  }
}

function guardHazards({ object, verdict, differences }: NonNullable<Draft['guard']>): NonNullable<Draft['hazards']> {
  if (verdict === 'differs') {
    const message = `${spoken(object)} is there already, so IF NOT EXISTS skips it, but it is not what this statement would make: ${differences.join('; ')}. Remove IF NOT EXISTS, or bring the two together with ALTER.`
    return [hazard('SW-GUARD-DIFFERS', 'stop', message, object)]
  }
  if (verdict === 'unsure') {
    const message = `${spoken(object)} is there already, so IF NOT EXISTS skips it, and it could not be compared with what this statement would make. Look at it, or remove IF NOT EXISTS.`
    return [hazard('SW-GUARD-UNSURE', 'inform', message, object)]
  }
  return []
}

/** Judges `IF NOT EXISTS`: what is there decides whether the statement runs, and what its undo may drop. */
export function guardCreate(scope: Scope, id: ObjectId, draft: Draft, compare: (schema: Schema) => Comparison): Draft {
  const guard = { object: id, form: 'if-not-exists', differences: [] } as const
  if (scope.known.made.has(id)) return skipped(draft, { ...guard, verdict: 'unsure' })
  if (scope.schema === undefined)
    return { ...draft, undo: undoUnlessThere(id, draft.undo), guard: { ...guard, verdict: 'unknown' } }
  if (scope.schema.objects[id] === undefined) return { ...draft, guard: { ...guard, verdict: 'runs' } }
  return skipped(draft, { ...guard, ...compare(scope.schema) })
}

/** Compares definitions word for word. */
export function compareText(id: ObjectId, meant: string, schema: Schema): Comparison {
  const found = schema.objects[id]?.definition
  if (found === meant) return { verdict: 'noop' }
  return { verdict: 'differs', differences: [`there is ${found ?? 'nothing'}, meant is ${meant}`] }
}

/** Judges `DROP … IF EXISTS`: with nothing there it does nothing. */
export function guardDrop(scope: Scope, ids: readonly ObjectId[], draft: Draft): Draft {
  const [object] = ids
  if (object === undefined) return draft
  const guard = { object, form: 'if-exists', differences: [] } as const
  const here = ids.filter((id) => scope.known.made.has(id) || scope.schema?.objects[id] !== undefined)
  if (here.length > 0) return { ...draft, guard: { ...guard, verdict: 'runs' } }
  if (scope.schema === undefined)
    return { ...draft, undo: undoWhereThere(ids, draft.undo), guard: { ...guard, verdict: 'unknown' } }
  return { ...skipped(draft, { ...guard, verdict: 'noop' }), objects: [] }
}
