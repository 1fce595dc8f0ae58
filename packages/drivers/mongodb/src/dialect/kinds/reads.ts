import { hasTransactions, nothing, type Kind } from '../draft.ts'
import { collectionId } from '../names/object-id.ts'

/** Commands that change nothing. Those that a transaction takes share it with the assertion or step beside them. */
const inTransactions: ReadonlySet<string> = new Set(['find', 'aggregate', 'distinct'])

/** `find`, `count`, `distinct`, `aggregate` without a copy, and what only tells. */
export const reads: Kind = ({ command, server }) => {
  const inside = inTransactions.has(command.name) && hasTransactions(server)
  return {
    verb: command.name,
    objects: typeof command.target === 'string' ? [{ id: collectionId(command.target), effect: 'read' }] : [],
    transaction: inside ? 'inside' : 'outside',
    recovery: inside ? 'atomic' : 'repeatable',
    data: 'reads',
    reverse: nothing,
  }
}
