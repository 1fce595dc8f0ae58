import type { Guard, ObjectId, Schema } from '@slipway/core/plugin'
import { kindOf, sqlName } from '../names/object-id.ts'
import type { Parsed } from '../read/parsed.ts'
import type { Draft } from './draft.ts'
import { hazard, nothingToUndo, undoneAtApply } from './draft.ts'
import type { Scope } from './scope.ts'
import { exists, found } from './scope.ts'

/** Whether what is there is what a statement would make. */
export type Comparison =
  | { readonly verdict: 'noop' }
  | { readonly verdict: 'differs'; readonly differences: readonly string[] }
  | { readonly verdict: 'unsure' }

/** Compares what a guarded CREATE would make with what is there. */
export type Compare = (parsed: Parsed, id: ObjectId, schema: Schema) => Comparison

function spoken(id: ObjectId): string {
  return `${kindOf(id)} ${sqlName(id)}`
}

function guardHazards({ object, verdict, differences }: Guard): NonNullable<Draft['hazards']> {
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

/** What is left of a statement that skips: it touches nothing, and its undo must not touch what others made. */
function skipped(draft: Draft, guard: Guard): Draft {
  return {
    verb: draft.verb,
    objects: guard.form === 'if-exists' ? [] : (draft.objects ?? []).map(({ id }) => ({ id, effect: 'read' })),
    ...(draft.outside === undefined ? {} : { outside: draft.outside }),
    ...(draft.wider === undefined ? {} : { wider: draft.wider }),
    reverse: nothingToUndo,
    guard,
    hazards: guardHazards(guard),
  }
}

/** Judges `IF NOT EXISTS`: what is there decides whether the statement runs, and what its undo may drop. */
export function guardCreate(scope: Scope, parsed: Parsed, id: ObjectId, draft: Draft, compare: Compare): Draft {
  const guard = { object: id, form: 'if-not-exists', differences: [] } as const
  if (scope.known.made.has(id)) return skipped(draft, { ...guard, verdict: 'unsure' })
  if (scope.schema === undefined) return { ...draft, reverse: undoneAtApply, guard: { ...guard, verdict: 'unknown' } }
  if (found(scope, id) === undefined) return { ...draft, guard: { ...guard, verdict: 'runs' } }
  return skipped(draft, { ...guard, ...compare(parsed, id, scope.schema) })
}

/** Judges `IF EXISTS`: with nothing there, the statement does nothing. */
export function guardDrop(scope: Scope, ids: readonly ObjectId[], draft: Draft): Draft {
  const [object] = ids
  if (object === undefined) return draft
  const guard = { object, form: 'if-exists', differences: [] } as const
  if (ids.some((id) => exists(scope, id))) return { ...draft, guard: { ...guard, verdict: 'runs' } }
  if (scope.schema === undefined) return { ...draft, reverse: undoneAtApply, guard: { ...guard, verdict: 'unknown' } }
  return skipped(draft, { ...guard, verdict: 'noop' })
}
