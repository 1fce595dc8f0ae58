import { isGroup } from './columns.ts'
import type { Cursor } from './cursor.ts'
import type { ChangeRows, Name, Select } from './parsed.ts'
import type { Relation } from './relations.ts'
import { readRelations, relationsFrom } from './relations.ts'

const modifiers = ['low_priority', 'delayed', 'high_priority', 'ignore', 'quick', 'concurrent']

function skipModifiers(cursor: Cursor): void {
  while (modifiers.some((word) => cursor.accept(word)));
}

const key = ({ database, name }: Name): string => `${database ?? ''}.${name}`.toLowerCase()

/** Names once each, without those that are written anyway. */
function others(relations: readonly Relation[], writes: readonly Name[]): readonly Name[] {
  const seen = new Set(writes.map(key))
  return relations.flatMap(({ name }) => {
    if (seen.has(key(name))) return []
    seen.add(key(name))
    return [name]
  })
}

const unsaid = { sets: [], updates: false, local: false } as const

/** Reads what follows INSERT or REPLACE. */
export function readInsert(cursor: Cursor, kind: 'insert' | 'replace'): ChangeRows {
  skipModifiers(cursor)
  cursor.accept('into')
  const table = cursor.name('a table')
  const updates = ahead(cursor, 'on', 'duplicate', 'key')
  return { kind, writes: [table], reads: others(relationsFrom(cursor), [table]), ...unsaid, updates }
}

/** True when the words stand somewhere behind. */
function ahead(start: Cursor, ...words: readonly string[]): boolean {
  for (const cursor = start.fork(); cursor.peek() !== undefined; cursor.take()) if (cursor.at(...words)) return true
  return false
}

/** Tables named between UPDATE and SET, or after FROM: joins and commas, groups opened. */
function readTargets(cursor: Cursor, ...ends: readonly string[]): readonly Relation[] {
  const found: Relation[] = [...readRelations(cursor)]
  while (cursor.peek() !== undefined && !ends.some((word) => cursor.at(word))) {
    const token = cursor.take()
    if (token?.kind === 'word' && /^(join|straight_join)$/.test(token.value)) found.push(...readRelations(cursor))
    else if (token?.kind === 'symbol' && token.value === ',') found.push(...readRelations(cursor))
    else if (isGroup(cursor)) cursor.group()
  }
  return found
}

/** Reads what follows UPDATE; with several tables, those that its assignments name are written. */
export function readUpdate(cursor: Cursor): ChangeRows {
  skipModifiers(cursor)
  const all = cursor.fork()
  const targets = readTargets(cursor, 'set')
  cursor.accept('set')
  const sets: string[] = []
  do {
    const first = cursor.peek()
    if (first?.kind !== 'word' && first?.kind !== 'name') break
    cursor.identifier('a column')
    while (cursor.acceptSymbol('.')) cursor.identifier('a column')
    sets.push(cursor.since(first).replaceAll('`', ''))
    while (cursor.peek() !== undefined && cursor.peek()?.value !== ',' && !cursor.at('where')) {
      if (isGroup(cursor)) cursor.group()
      else cursor.take()
    }
  } while (cursor.acceptSymbol(','))
  const written = targets.filter(
    ({ name, alias }) => targets.length === 1 || sets.some((set) => belongs(set, name, alias)),
  )
  const writes = (written.length > 0 ? written : targets).map(({ name }) => name)
  return { kind: 'update', writes, reads: others([...targets, ...relationsFrom(all)], writes), ...unsaid, sets }
}

/** A column without a table may belong to any of them. */
function belongs(set: string, { name }: Name, alias: string): boolean {
  const parts = set.split('.')
  if (parts.length === 1) return true
  const table = parts.at(-2)?.toLowerCase()
  return table === alias.toLowerCase() || table === name.toLowerCase()
}

/** Reads what follows DELETE: `FROM t`, `a, b FROM …` or `FROM a, b USING …`. */
export function readDelete(cursor: Cursor): ChangeRows {
  skipModifiers(cursor)
  const all = cursor.fork()
  const fromFirst = cursor.accept('from')
  const named = readDeleted(cursor)
  const several = fromFirst ? cursor.accept('using') : cursor.accept('from')
  const relations = relationsFrom(all)
  if (!several) return { kind: 'delete', writes: named, reads: others(relations, named), ...unsaid }
  const targets = readTargets(cursor, 'where')
  const writes = named.map(
    (name) =>
      targets.find(({ alias }) => name.database === undefined && alias.toLowerCase() === name.name.toLowerCase())
        ?.name ?? name,
  )
  return { kind: 'delete', writes, reads: others([...targets, ...relations], [...writes, ...named]), ...unsaid }
}

/** Names of DELETE, each perhaps followed by `.*`. */
function readDeleted(cursor: Cursor): readonly Name[] {
  const found: Name[] = []
  do {
    const first = cursor.identifier('a table')
    let name: Name = { database: undefined, name: first }
    while (cursor.acceptSymbol('.')) {
      if (cursor.acceptSymbol('*')) break
      const second = cursor.identifier('a table')
      const own = first.toLowerCase() === cursor.database?.toLowerCase()
      name = { database: own ? undefined : first, name: second }
    }
    found.push(name)
  } while (cursor.acceptSymbol(','))
  return found
}

/** Reads what follows LOAD DATA or LOAD XML. */
export function readLoad(cursor: Cursor): ChangeRows {
  skipModifiers(cursor)
  const local = cursor.accept('local')
  while (cursor.peek() !== undefined && !cursor.at('into', 'table')) cursor.take()
  cursor.accept('into', 'table')
  return { kind: 'load data', writes: [cursor.name('a table')], reads: [], ...unsaid, local }
}

/** Reads a query from its first word on. */
export function readSelect(cursor: Cursor): Select {
  const reads = others(relationsFrom(cursor), [])
  const table = cursor.at('table') ? cursor.fork() : undefined
  table?.take()
  return {
    kind: 'select',
    reads: table === undefined ? reads : [table.name('a table'), ...reads],
    intoFile: ahead(cursor, 'into', 'outfile') || ahead(cursor, 'into', 'dumpfile'),
    locks:
      ahead(cursor, 'for', 'update') || ahead(cursor, 'for', 'share') || ahead(cursor, 'lock', 'in', 'share', 'mode'),
  }
}
