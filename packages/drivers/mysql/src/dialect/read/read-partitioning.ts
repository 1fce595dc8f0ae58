import type { AlterClause } from './alter-clause.ts'
import { isGroup } from './columns.ts'
import type { Cursor } from './cursor.ts'

const operations: ReadonlySet<string> = new Set(
  'add drop truncate discard import analyze check optimize rebuild repair coalesce reorganize exchange convert'.split(
    ' ',
  ),
)

/** Reads a clause about partitions; they stand alone or last, so all that follows belongs to them. */
export function readPartitioning(cursor: Cursor, taken?: string): AlterClause | undefined {
  const rest = (operation: string, names: readonly string[]): AlterClause => {
    while (cursor.peek() !== undefined) cursor.take()
    return { kind: 'partition', operation, names }
  }
  if (taken === undefined) {
    if (cursor.accept('partition', 'by')) return rest('by', [])
    if (cursor.accept('remove', 'partitioning')) return rest('remove', [])
  }
  const operation = taken ?? cursor.peek()?.value ?? ''
  const next = taken === undefined ? cursor.peek(1) : cursor.peek()
  if (!operations.has(operation) || next?.value !== 'partition') return undefined
  if (taken === undefined) cursor.take()
  cursor.take()
  if (!cursor.accept('if', 'exists')) cursor.accept('if', 'not', 'exists')
  const names: string[] = []
  if (isGroup(cursor)) {
    const inside = cursor.fork()
    inside.expectSymbol('(')
    if (inside.accept('partition')) names.push(inside.identifier('a partition'))
  } else if (cursor.peek()?.kind === 'word' || cursor.peek()?.kind === 'name') {
    do names.push(cursor.identifier('a partition'))
    while (cursor.acceptSymbol(','))
  }
  return rest(operation, names)
}
