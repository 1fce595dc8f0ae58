import type { ReversalClass, Reverse, Schema } from '@slipway/core/plugin'

/** How to undo a statement: told from its text alone (`before` is absent) or from the schema just before it. */
export type Undo = (before: Schema | undefined) => Reverse

export const nothing: Reverse = { kind: 'nothing' }
export const atApply: Reverse = { kind: 'at-apply' }

export function impossible(reason: string): Reverse {
  return { kind: 'impossible', reason }
}

export function by(statements: readonly string[], reversal: ReversalClass = 'exact'): Reverse {
  return statements.length === 0 ? nothing : { kind: 'statements', statements, class: reversal }
}

/** An undo that needs the schema just before the statement. */
export function undoFrom(derive: (before: Schema) => Reverse): Undo {
  return (before) => (before === undefined ? atApply : derive(before))
}

/** Undoes several things done one after the other: the last one first. What cannot be undone decides. */
export function all(reverses: readonly Reverse[]): Reverse {
  const stuck = reverses.find((reverse) => reverse.kind === 'impossible')
  if (stuck !== undefined) return stuck
  const written = reverses.toReversed().flatMap((reverse) => (reverse.kind === 'statements' ? [reverse] : []))
  const loses = written.some((reverse) => reverse.class !== 'exact')
  return by(
    written.flatMap((reverse) => reverse.statements),
    loses ? 'schema-only' : 'exact',
  )
}
