import { isGroup, readIdentifiers } from './columns.ts'
import type { Cursor } from './cursor.ts'
import type { CreateObject, Drop, Name, ObjectKind, RenameTables } from './parsed.ts'
import { relationsFrom } from './relations.ts'

type Made = Exclude<ObjectKind, 'table'>

/** Reads what follows the kind of CREATE and ALTER of a view, trigger, routine, event or sequence. */
export function readCreateObject(
  cursor: Cursor,
  kind: 'create' | 'alter',
  what: Made,
  orReplace: boolean,
): CreateObject {
  const ifNotExists = cursor.accept('if', 'not', 'exists')
  cursor.accept('if', 'exists')
  const name = cursor.name(`the name of the ${what}`)
  const made = { kind, what, name, orReplace, ifNotExists, reads: [] } as const
  if (what === 'view') {
    if (isGroup(cursor)) readIdentifiers(cursor)
    cursor.accept('as')
    const start = cursor.peek()
    const reads = relationsFrom(cursor).map((relation) => relation.name)
    return { ...made, reads, ...(start === undefined ? {} : { body: start.start }) }
  }
  if (what === 'trigger') return { ...made, ...readTrigger(cursor) }
  if (what === 'event') {
    const to = readNewName(cursor)
    return { ...made, ...(to === undefined ? {} : { to }) }
  }
  return made
}

function readTrigger(cursor: Cursor): Partial<CreateObject> {
  const timing = cursor.take()?.value ?? ''
  const event = cursor.take()?.value ?? ''
  while (cursor.peek() !== undefined && !cursor.at('on')) cursor.take()
  cursor.accept('on')
  const table = cursor.name('a table')
  cursor.accept('for', 'each', 'row')
  if (cursor.accept('follows') || cursor.accept('precedes')) cursor.take()
  const body = cursor.peek()
  return { timing, event, table, ...(body === undefined ? {} : { body: body.start }) }
}

function readNewName(start: Cursor): Name | undefined {
  for (const cursor = start.fork(); cursor.peek() !== undefined && !cursor.at('do'); cursor.take()) {
    if (cursor.accept('rename', 'to')) return cursor.name('a new name')
  }
  return undefined
}

/** Reads what follows DROP and its kind. */
export function readDrop(cursor: Cursor, what: ObjectKind, temporary: boolean): Drop {
  const ifExists = cursor.accept('if', 'exists')
  const names = [cursor.name(`the name of the ${what}`)]
  while (cursor.acceptSymbol(',')) names.push(cursor.name(`the name of the ${what}`))
  return { kind: 'drop', what, names, temporary, ifExists }
}

/** Reads what follows RENAME TABLE. */
export function readRenameTables(cursor: Cursor): RenameTables {
  const ifExists = cursor.accept('if', 'exists')
  const pairs: { readonly from: Name; readonly to: Name }[] = []
  do {
    const from = cursor.name('a table')
    if (cursor.accept('wait')) cursor.take()
    else cursor.accept('nowait')
    if (!cursor.accept('to')) cursor.expectSymbol('TO')
    pairs.push({ from, to: cursor.name('a new name') })
  } while (cursor.acceptSymbol(','))
  return { kind: 'rename table', ifExists, pairs }
}
