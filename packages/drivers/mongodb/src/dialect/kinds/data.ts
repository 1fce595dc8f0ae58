import type { Analysis } from '@slipway/core/plugin'
import { atApply, hasTransactions, presence, type Draft, type Scope } from '../draft.ts'
import { collectionId } from '../names/object-id.ts'
import { hasCollection } from '../reverse/recreate.ts'
import { print } from '../text/print.ts'

/** What a command that writes documents has in common with the others. */
export function writes(
  scope: Scope,
  collection: string,
  parts: Pick<Draft, 'verb' | 'data' | 'reverse'> & Partial<Draft> & { readonly repeatable: boolean },
): Draft {
  const { repeatable, ...draft } = parts
  const id = collectionId(collection)
  const there = presence(scope, id)
  // A write makes the collection that it does not find, and undoing it takes that away again.
  const makes = draft.data === 'adds' && (there === 'absent' || there === 'unsure')
  const { reverse } = draft
  return {
    objects: [{ id, effect: there === 'absent' && draft.data === 'adds' ? 'create' : 'write' }],
    locks: [{ object: id, mode: 'IX', blocks: 'nothing' }],
    ...draft,
    ...inTransaction(scope, repeatable),
    ...(makes && {
      reverse: atApply,
      undo: (before) =>
        hasCollection(before, collection)
          ? reverse
          : { kind: 'statements', statements: [print({ drop: collection })], class: 'exact' },
    }),
  }
}

/** A command on documents shares a transaction with its journal row, where the server has transactions. */
export function inTransaction(
  scope: Scope,
  repeatable: boolean,
): {
  readonly transaction: Analysis['transaction']
  readonly recovery: Analysis['recovery']
  readonly needs: readonly string[]
} {
  if (hasTransactions(scope.server)) return { transaction: 'inside', recovery: 'atomic', needs: ['transactions'] }
  return { transaction: 'outside', recovery: repeatable ? 'repeatable' : 'unknowable', needs: [] }
}
