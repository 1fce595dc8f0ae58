import { isGroup, readColumn } from './columns.ts'
import type { Cursor } from './cursor.ts'
import type { CheckDefinition, ColumnDefinition, ForeignKeyDefinition, IndexDefinition } from './definitions.ts'
import { isKey, readKey } from './keys.ts'
import type { CreateTable, Name } from './parsed.ts'
import { relationsFrom } from './relations.ts'
import { readTableOption } from './read-options.ts'

/** What CREATE said before TABLE. */
export interface CreateHead {
  readonly temporary: boolean
  readonly orReplace: boolean
}

interface Elements {
  readonly columns: ColumnDefinition[]
  readonly indexes: IndexDefinition[]
  readonly foreignKeys: ForeignKeyDefinition[]
  readonly checks: CheckDefinition[]
}

function readElement(cursor: Cursor, found: Elements): void {
  if (cursor.accept('period', 'for')) {
    cursor.take()
    cursor.group()
  } else if (isKey(cursor)) {
    const key = readKey(cursor)
    if (key.kind === 'index') found.indexes.push(key.index)
    else if (key.kind === 'foreign key') found.foreignKeys.push(key.key)
    else found.checks.push(key.check)
  } else found.columns.push(readColumn(cursor, cursor.identifier('a column')))
}

/** Reads what follows CREATE … TABLE. */
export function readCreateTable(cursor: Cursor, { temporary, orReplace }: CreateHead): CreateTable {
  const ifNotExists = cursor.accept('if', 'not', 'exists')
  const table = cursor.name('a table')
  const found: Elements = { columns: [], indexes: [], foreignKeys: [], checks: [] }
  const made = { kind: 'create table', table, temporary, orReplace, ifNotExists, ...found } as const
  const like = readLike(cursor)
  if (like !== undefined) return { ...made, options: {}, partitioned: false, like }
  if (isGroup(cursor) && cursor.peek(1)?.value !== 'select' && cursor.peek(1)?.value !== 'with') {
    cursor.expectSymbol('(')
    do readElement(cursor, found)
    while (cursor.acceptSymbol(','))
    cursor.expectSymbol(')')
  }
  const options: Record<string, string> = {}
  while (cursor.peek() !== undefined && !startsRest(cursor)) {
    if (cursor.acceptSymbol(',')) continue
    if (cursor.accept('with', 'system', 'versioning')) options['system versioning'] = 'with'
    else {
      const option = readTableOption(cursor)
      if (option === undefined) break
      options[option.name] = option.value
    }
  }
  const partitioned = cursor.accept('partition', 'by')
  const select = selectFrom(cursor)
  return { ...made, options, partitioned, ...(select === undefined ? {} : { select }) }
}

function readLike(cursor: Cursor): Name | undefined {
  if (cursor.accept('like')) return cursor.name('a table')
  if (!isGroup(cursor) || cursor.peek(1)?.value !== 'like') return undefined
  cursor.expectSymbol('(')
  cursor.accept('like')
  return cursor.name('a table')
}

const query = ['select', 'as', 'ignore', 'replace', 'with', 'values', 'table']

function startsRest(cursor: Cursor): boolean {
  if (cursor.at('with', 'system')) return false
  return cursor.at('partition', 'by') || isGroup(cursor) || query.some((word) => cursor.at(word))
}

/** Tables that `CREATE TABLE … SELECT` reads; `undefined` where no query follows. */
function selectFrom(start: Cursor): readonly Name[] | undefined {
  for (const cursor = start.fork(); cursor.peek() !== undefined; cursor.take()) {
    if (['select', 'values', 'table'].some((word) => cursor.at(word)) && cursor.peek(-1)?.value !== '.') {
      if (cursor.at('values') && !cursor.at('values', 'row')) continue
      const named = cursor.accept('table') ? [cursor.name('a table')] : []
      return [...named, ...relationsFrom(cursor).map(({ name }) => name)]
    }
  }
  return undefined
}
