import type { ObjectId, ReversalClass, Reverse, Schema } from '@slipway/core/plugin'

/** How to undo a statement: told from its text alone (`before` is absent) or from the schema just before it. */
export type Undo = (before: Schema | undefined) => Reverse

const NOTHING: Reverse = { kind: 'nothing' }
const AT_APPLY: Reverse = { kind: 'at-apply' }

export const undoNothing: Undo = () => NOTHING

export function undoBy(statements: readonly string[], reversal: ReversalClass = 'exact'): Undo {
  return () => (statements.length === 0 ? NOTHING : { kind: 'statements', statements, class: reversal })
}

export function undoImpossible(reason: string): Undo {
  return () => ({ kind: 'impossible', reason })
}

/** An undo that needs the schema just before the statement. */
export function undoFrom(derive: (before: Schema) => Reverse): Undo {
  return (before) => (before === undefined ? AT_APPLY : derive(before))
}

/** Nothing is to be undone when what a guarded CREATE makes was there already. */
export function undoUnlessThere(id: ObjectId, undo: Undo): Undo {
  return undoFrom((before) => (before.objects[id] === undefined ? undo(before) : NOTHING))
}

/** Nothing is to be undone when what a guarded change is about was not there. */
export function undoWhereThere(ids: readonly ObjectId[], undo: Undo): Undo {
  return undoFrom((before) => (ids.some((id) => before.objects[id] !== undefined) ? undo(before) : NOTHING))
}

const worth: Readonly<Record<ReversalClass, number>> = { exact: 3, preserved: 2, 'schema-only': 1, none: 0 }

/** Undoes several things done one after the other: the last one first. */
export function undoAll(undos: readonly Undo[]): Undo {
  return (before) => {
    const reverses = undos.map((undo) => undo(before)).toReversed()
    const impossible = reverses.find((reverse) => reverse.kind === 'impossible')
    if (impossible !== undefined) return impossible
    if (reverses.some((reverse) => reverse.kind === 'at-apply')) return AT_APPLY
    const written = reverses.filter((reverse) => reverse.kind === 'statements')
    if (written.length === 0) return NOTHING
    const weakest = written.reduce(
      (least, reverse) => (worth[reverse.class] < worth[least] ? reverse.class : least),
      'exact' as ReversalClass,
    )
    return { kind: 'statements', statements: written.flatMap((reverse) => reverse.statements), class: weakest }
  }
}
