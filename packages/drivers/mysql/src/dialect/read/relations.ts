import { isGroup } from './columns.ts'
import type { Cursor } from './cursor.ts'
import type { Name } from './parsed.ts'

/** A table that a query names, with the name it goes by inside. */
export interface Relation {
  readonly name: Name
  readonly alias: string
}

/** Functions with FROM inside their parentheses. */
const fromInside: ReadonlySet<string> = new Set(['extract', 'trim', 'substring', 'substr', 'mid', 'position'])

/** Words that cannot be an alias, because they go on with the query. */
const goesOn: ReadonlySet<string> = new Set(
  `where set join inner left right cross natural straight_join on using group having order limit union except intersect
  window for lock into procedure partition values value select from use force ignore as tablesample when then else end
  returning and or with fetch offset`.split(/\s+/),
)

/** Reads tables separated by commas and joins, from the first name on; groups in parentheses are left to the caller. */
export function readRelations(cursor: Cursor): readonly Relation[] {
  const found: Relation[] = []
  do {
    const relation = readRelation(cursor)
    if (relation === undefined) break
    found.push(relation)
  } while (cursor.acceptSymbol(','))
  return found
}

function readRelation(cursor: Cursor): Relation | undefined {
  cursor.accept('lateral')
  const token = cursor.peek()
  if (token?.kind !== 'word' && token?.kind !== 'name') return undefined
  if (token.kind === 'word' && (goesOn.has(token.value) || token.value === 'dual')) return undefined
  const name = cursor.name('a table')
  if (isGroup(cursor)) return undefined
  if (cursor.accept('partition')) cursor.group()
  if (cursor.at('for') && (cursor.peek(1)?.value === 'system_time' || cursor.peek(1)?.value === 'portion')) {
    return { name, alias: name.name }
  }
  cursor.accept('as')
  const next = cursor.peek()
  const named = next?.kind === 'name' || (next?.kind === 'word' && !goesOn.has(next.value))
  return { name, alias: named ? cursor.identifier('an alias') : name.name }
}

/** Every table named after FROM, JOIN or TABLE from the cursor on, at any depth; names of WITH queries are none. */
export function relationsFrom(start: Cursor): readonly Relation[] {
  const cursor = start.fork()
  const found: Relation[] = []
  const queries = hasWith(start) ? queryNames(start) : new Set<string>()
  const functions: boolean[] = []
  let previous = ''
  for (let token = cursor.peek(); token !== undefined; token = cursor.peek()) {
    if (isGroup(cursor)) functions.push(fromInside.has(previous))
    if (token.kind === 'symbol' && token.value === ')') functions.pop()
    const word = token.kind === 'word' ? token.value : ''
    cursor.take()
    const join = /^(from|join|straight_join)$/.test(word) && functions.at(-1) !== true && previous !== 'distinct'
    const grouped = isGroup(cursor)
    if (join) {
      while (grouped && isGroup(cursor) && cursor.peek(1)?.value !== 'select' && cursor.peek(1)?.value !== 'with') {
        functions.push(false)
        cursor.take()
        if (!isGroup(cursor)) break
      }
      found.push(...readRelations(cursor))
    }
    previous = token.kind === 'word' || token.kind === 'symbol' ? token.value : ''
  }
  return found.filter(({ name }) => name.database !== undefined || !queries.has(name.name.toLowerCase()))
}

function hasWith(start: Cursor): boolean {
  for (const cursor = start.fork(); cursor.peek() !== undefined; cursor.take()) if (cursor.at('with')) return true
  return false
}

/** Names of WITH queries, in lower case. */
export function queryNames(start: Cursor): ReadonlySet<string> {
  const found = new Set<string>()
  for (const cursor = start.fork(); cursor.peek() !== undefined; cursor.take()) {
    const token = cursor.peek()
    const named = token?.kind === 'word' || token?.kind === 'name'
    if (token !== undefined && named && isQuery(cursor)) found.add(token.value.toLowerCase())
  }
  return found
}

/** `name AS (` or `name (columns) AS (` of a WITH clause. */
function isQuery(cursor: Cursor): boolean {
  const ahead = cursor.fork()
  ahead.take()
  if (isGroup(ahead)) ahead.group()
  return ahead.accept('as') && isGroup(ahead)
}
