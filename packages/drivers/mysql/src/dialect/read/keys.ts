import { isGroup, readIdentifiers, readReferences } from './columns.ts'
import type { Cursor } from './cursor.ts'
import type { CheckDefinition, ForeignKeyDefinition, IndexDefinition } from './definitions.ts'

/** A key or constraint of a table. */
export type Key =
  | { readonly kind: 'index'; readonly index: IndexDefinition }
  | { readonly kind: 'foreign key'; readonly key: ForeignKeyDefinition }
  | { readonly kind: 'check'; readonly check: CheckDefinition }

/** True where a key or constraint begins rather than a column. */
export function isKey(cursor: Cursor): boolean {
  const { at } = cursor
  if (at('check')) return cursor.peek(1)?.value === '('
  if (at('period', 'for')) return false
  return ['constraint', 'primary', 'unique', 'index', 'key', 'fulltext', 'spatial', 'foreign'].some((word) => at(word))
}

function ifNotExists(cursor: Cursor): boolean {
  return cursor.accept('if', 'not', 'exists')
}

/** Reads the parts of a key: `(a, b(10), (lower(c)) DESC)`. */
export function readParts(cursor: Cursor): Pick<IndexDefinition, 'parts' | 'columns'> {
  cursor.expectSymbol('(')
  const parts: string[] = []
  const columns: string[] = []
  do {
    const first = cursor.peek()
    if (isGroup(cursor)) cursor.group()
    else {
      columns.push(cursor.identifier('a column'))
      if (isGroup(cursor)) cursor.group()
    }
    if (!cursor.accept('asc')) cursor.accept('desc')
    if (cursor.accept('without')) cursor.accept('overlaps')
    parts.push(cursor.since(first))
  } while (cursor.acceptSymbol(','))
  cursor.expectSymbol(')')
  return { parts, columns }
}

/** Moves over what follows the parts of a key. */
export function skipIndexOptions(cursor: Cursor): void {
  for (;;) {
    if (cursor.accept('using') || cursor.accept('comment') || cursor.accept('with', 'parser')) cursor.take()
    else if (cursor.accept('key_block_size') || cursor.accept('clustering') || cursor.accept('engine_attribute')) {
      cursor.acceptSymbol('=')
      cursor.take()
    } else if (cursor.accept('secondary_engine_attribute')) {
      cursor.acceptSymbol('=')
      cursor.take()
    } else if (!(cursor.accept('visible') || cursor.accept('invisible') || skipIgnored(cursor))) return
  }
}

/** MariaDB's words for an index that the optimizer passes over. */
function skipIgnored(cursor: Cursor): boolean {
  return cursor.accept('not', 'ignored') || cursor.accept('ignored')
}

/** Reads name, type and parts of a key whose kind was read already. */
export function readIndex(
  cursor: Cursor,
  kind: IndexDefinition['kind'],
  constraint: string | undefined,
): IndexDefinition {
  const guarded = ifNotExists(cursor)
  let name = kind === 'primary' ? 'PRIMARY' : constraint
  if (!isGroup(cursor) && !cursor.at('using')) {
    const said = cursor.identifier('the name of an index')
    if (kind !== 'primary') name = said
  }
  if (cursor.accept('using')) cursor.take()
  const parts = readParts(cursor)
  skipIndexOptions(cursor)
  return { kind, name, ...parts, ifNotExists: guarded }
}

/** Reads one key or constraint. */
export function readKey(cursor: Cursor): Key {
  let constraint: string | undefined
  let guarded = false
  if (cursor.accept('constraint')) {
    guarded = ifNotExists(cursor)
    const next = cursor.peek()
    const unnamed = next?.kind === 'word' && /^(primary|unique|foreign|check)$/.test(next.value)
    if (!unnamed) constraint = cursor.identifier('the name of a constraint')
  }
  if (cursor.accept('primary')) {
    cursor.accept('key')
    return { kind: 'index', index: readIndex(cursor, 'primary', constraint) }
  }
  if (cursor.accept('foreign', 'key')) {
    const own = ifNotExists(cursor) || guarded
    const index = isGroup(cursor) ? undefined : cursor.identifier('the name of an index')
    const columns = readIdentifiers(cursor)
    if (!cursor.accept('references')) cursor.expectSymbol('REFERENCES')
    const key = { name: constraint ?? index, columns, ...readReferences(cursor), ifNotExists: own }
    return { kind: 'foreign key', key }
  }
  if (cursor.accept('check')) {
    const expression = cursor.group()
    const enforced = !cursor.accept('not', 'enforced')
    if (enforced) cursor.accept('enforced')
    return { kind: 'check', check: { name: constraint, expression, enforced, ifNotExists: guarded } }
  }
  const kind = cursor.accept('unique')
    ? 'unique'
    : cursor.accept('fulltext')
      ? 'fulltext'
      : cursor.accept('spatial')
        ? 'spatial'
        : 'index'
  if (!cursor.accept('index')) cursor.accept('key')
  return { kind: 'index', index: readIndex(cursor, kind, constraint) }
}
