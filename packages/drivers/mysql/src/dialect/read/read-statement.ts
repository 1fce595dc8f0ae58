import { ReadError } from '../tokens/read-error.ts'
import type { Syntax } from '../syntax.ts'
import type { Cursor } from './cursor.ts'
import { cursorOf } from './cursor.ts'
import { readIndex } from './keys.ts'
import type { CreateIndex, DropIndex, Name, ObjectKind, Other, Parsed } from './parsed.ts'
import { readAlterTable } from './read-alter-table.ts'
import { readCreateTable } from './read-create-table.ts'
import { readCreateObject, readDrop, readRenameTables } from './read-objects.ts'
import { readDelete, readInsert, readLoad, readSelect, readUpdate } from './read-rows.ts'
import { readSet } from './read-set.ts'
import { queryNames } from './relations.ts'

const kinds: readonly Exclude<ObjectKind, 'table'>[] = ['view', 'trigger', 'procedure', 'function', 'event', 'sequence']

/**
 * Reads what a statement says. Throws a `ReadError` where it cannot be read; `database` is the connected one.
 * A statement that the server would refuse for another reason is read as far as it goes.
 */
export function readStatement(text: string, syntax: Syntax, database: string | undefined): Parsed {
  const cursor = cursorOf(text, syntax, database)
  const first = cursor.peek()
  // A versioned comment that this server passes over.
  if (first === undefined) return { kind: 'other', verb: 'comment', names: [] }
  if (first.kind === 'symbol' && first.value === '(') return readSelect(cursor)
  const { accept } = cursor
  if (accept('create')) return readCreate(cursor)
  if (accept('alter')) return readAlter(cursor)
  if (accept('drop')) return readDropping(cursor)
  if (accept('rename')) {
    if (accept('table') || accept('tables')) return readRenameTables(cursor)
    return other(cursor, `rename ${cursor.take()?.value ?? ''}`)
  }
  if (accept('truncate')) {
    accept('table')
    return { kind: 'truncate', table: cursor.name('a table') }
  }
  if (accept('insert')) return readInsert(cursor, 'insert')
  if (accept('replace')) return readInsert(cursor, 'replace')
  if (accept('update')) return readUpdate(cursor)
  if (accept('delete')) return readDelete(cursor)
  if (cursor.at('load', 'data') || cursor.at('load', 'xml')) {
    cursor.take()
    cursor.take()
    return readLoad(cursor)
  }
  if (cursor.at('select') || cursor.at('values') || cursor.at('table')) return readSelect(cursor)
  if (accept('with')) return readWith(cursor)
  if (cursor.at('set') && !isOtherSet(cursor)) {
    cursor.take()
    return readSet(cursor)
  }
  return readOther(cursor)
}

/** WITH queries stand before SELECT, UPDATE or DELETE; what they read is found from the beginning. */
function readWith(cursor: Cursor): Parsed {
  const all = cursorOf(cursor.text, cursor.syntax, cursor.database)
  let depth = 0
  for (let token = cursor.peek(); token !== undefined; token = cursor.peek()) {
    if (token.kind === 'symbol') depth += token.value === '(' ? 1 : token.value === ')' ? -1 : 0
    if (depth === 0 && cursor.at('select')) return readSelect(all)
    cursor.take()
    if (depth > 0 || token.kind !== 'word') continue
    const rows =
      token.value === 'update' ? readUpdate(cursor) : token.value === 'delete' ? readDelete(cursor) : undefined
    if (rows === undefined) continue
    const queries = queryNames(all)
    const real = ({ name }: Name): boolean => !queries.has(name.toLowerCase())
    const reads = [...rows.reads, ...readSelect(all).reads].filter(unlike(rows.writes))
    return { ...rows, writes: rows.writes.filter(real), reads: reads.filter(real) }
  }
  return readSelect(all)
}

const unlike =
  (names: readonly Name[]) =>
  (name: Name, index: number, all: readonly Name[]): boolean =>
    !names.some((one) => same(one, name)) && all.findIndex((one) => same(one, name)) === index

const same = (one: Name, two: Name): boolean => one.name === two.name && one.database === two.database

/** Accounts and their like go by SET, too. */
function isOtherSet(cursor: Cursor): boolean {
  return (
    cursor.at('set', 'password') ||
    cursor.at('set', 'role') ||
    cursor.at('set', 'default', 'role') ||
    cursor.at('set', 'statement') ||
    cursor.at('set', 'resource')
  )
}

/** Moves over what stands between CREATE or ALTER and the kind: OR REPLACE, DEFINER, ALGORITHM, SQL SECURITY. */
function skipHead(cursor: Cursor): { readonly orReplace: boolean; readonly temporary: boolean } {
  const said = { orReplace: false, temporary: false }
  for (;;) {
    if (cursor.accept('or', 'replace')) said.orReplace = true
    else if (cursor.accept('temporary')) said.temporary = true
    else if (cursor.accept('aggregate')) continue
    else if (cursor.accept('algorithm')) {
      cursor.acceptSymbol('=')
      cursor.take()
    } else if (cursor.accept('sql', 'security')) cursor.take()
    else if (cursor.accept('definer')) {
      cursor.acceptSymbol('=')
      cursor.take()
      const token = cursor.peek()
      if (cursor.acceptSymbol('(')) cursor.expectSymbol(')')
      else if (token?.kind === 'variable') cursor.take()
    } else return said
  }
}

function readCreate(cursor: Cursor): Parsed {
  const head = skipHead(cursor)
  const { accept } = cursor
  if (accept('table')) return readCreateTable(cursor, head)
  const index = accept('unique') ? 'unique' : accept('fulltext') ? 'fulltext' : accept('spatial') ? 'spatial' : 'index'
  if (accept('index')) return readCreateIndex(cursor, index, head.orReplace)
  const what = kinds.find((kind) => accept(kind))
  if (what !== undefined && !loadable(cursor, what)) return readCreateObject(cursor, 'create', what, head.orReplace)
  if (what !== undefined) return other(cursor, 'create loadable function')
  return { ...other(cursor, `create ${readKind(cursor)}`), ...(head.orReplace ? { orReplace: true } : {}) }
}

/** `CREATE FUNCTION f RETURNS STRING SONAME 'file'` loads a library. */
function loadable(start: Cursor, what: string): boolean {
  if (what !== 'function') return false
  const cursor = start.fork()
  cursor.accept('if', 'not', 'exists')
  cursor.name('a function')
  return cursor.at('returns')
}

/** What CREATE, ALTER and DROP can be about, besides what has a reader of its own. */
const otherKinds: ReadonlySet<string> = new Set(
  `user role database server tablespace instance package event function procedure resource undo logfile spatial prepare
  library`.split(/\s+/),
)

/** The kind of what CREATE, ALTER and DROP are about, where no reader says more: `user`, `database`, `tablespace`. */
function readKind(cursor: Cursor): string {
  const token = cursor.take()
  const first = token?.value ?? ''
  if (first === 'schema') return 'database'
  if (!otherKinds.has(first)) {
    throw new ReadError(
      token?.start ?? cursor.text.length,
      `${first === '' ? 'nothing' : first.toUpperCase()} is no kind of object`,
    )
  }
  const second = cursor.peek()
  const both = new Set(['undo', 'logfile', 'resource', 'spatial', 'package', 'master', 'library'])
  if (!both.has(first) || second?.kind !== 'word') return first
  cursor.take()
  return `${first} ${second.value}`
}

function readCreateIndex(cursor: Cursor, kind: CreateIndex['index']['kind'], orReplace: boolean): CreateIndex {
  const ifNotExists = cursor.accept('if', 'not', 'exists')
  const name = cursor.identifier('the name of an index')
  if (cursor.accept('using')) cursor.take()
  if (!cursor.accept('on')) cursor.expectSymbol('ON')
  const table = cursor.name('a table')
  const index = { ...readIndex(cursor, kind, name), name, ifNotExists }
  return { kind: 'create index', table, index, orReplace, ifNotExists, ...readWish(cursor) }
}

/** ALGORITHM and LOCK behind CREATE INDEX and DROP INDEX. */
function readWish(cursor: Cursor): { algorithm?: string; lock?: string } {
  const said: { algorithm?: string; lock?: string } = {}
  for (let token = cursor.take(); token !== undefined; token = cursor.take()) {
    if (token.kind !== 'word' || (token.value !== 'algorithm' && token.value !== 'lock')) continue
    cursor.acceptSymbol('=')
    said[token.value] = cursor.take()?.value.toUpperCase() ?? ''
  }
  return said
}

function readAlter(cursor: Cursor): Parsed {
  const { accept } = cursor
  const online = accept('online')
  accept('ignore')
  if (accept('table')) return readAlterTable(cursor, online)
  skipHead(cursor)
  const what = kinds.find((kind) => accept(kind))
  if (what !== undefined) return readCreateObject(cursor, 'alter', what, false)
  return other(cursor, `alter ${readKind(cursor)}`)
}

function readDropping(cursor: Cursor): Parsed {
  const { accept } = cursor
  const temporary = accept('temporary')
  if (accept('table') || accept('tables')) return readDrop(cursor, 'table', temporary)
  if (accept('index')) return readDropIndex(cursor)
  const what = kinds.find((kind) => accept(kind))
  if (what !== undefined) return readDrop(cursor, what, temporary)
  return other(cursor, `drop ${readKind(cursor)}`)
}

function readDropIndex(cursor: Cursor): DropIndex {
  const ifExists = cursor.accept('if', 'exists')
  const name = cursor.identifier('an index')
  if (!cursor.accept('on')) cursor.expectSymbol('ON')
  return { kind: 'drop index', table: cursor.name('a table'), name, ifExists, ...readWish(cursor) }
}

/** Names of a list behind what was read, where one stands. */
function other(cursor: Cursor, verb: string): Other {
  const ifNotExists = cursor.accept('if', 'not', 'exists')
  const ifExists = cursor.accept('if', 'exists')
  const names: Name[] = []
  const token = cursor.peek()
  if (token?.kind === 'word' || token?.kind === 'name') {
    do {
      const next = cursor.peek()
      if (next?.kind !== 'word' && next?.kind !== 'name') break
      names.push(cursor.name('a name'))
    } while (cursor.acceptSymbol(','))
  }
  return { kind: 'other', verb, names, ...(ifNotExists ? { ifNotExists } : {}), ...(ifExists ? { ifExists } : {}) }
}

/** Statements told by their first two words. */
const twoWords: ReadonlySet<string> = new Set(
  `start check checksum repair optimize analyze flush lock unlock release install uninstall change reset stop purge
  deallocate set xa cache backup`.split(/\s+/),
)

function readOther(cursor: Cursor): Other {
  const first = cursor.take()
  const word = first?.value ?? ''
  if (word === 'call') return { kind: 'other', verb: 'call', names: [cursor.name('a procedure')] }
  const quiet = cursor.accept('no_write_to_binlog') || cursor.accept('local')
  const second = cursor.peek()
  const both = twoWords.has(word) && second?.kind === 'word'
  if (!both || (quiet && second === undefined)) return { kind: 'other', verb: spelled(word, cursor), names: [] }
  cursor.take()
  if (second.value === 'table' || second.value === 'tables') return readTables(cursor, word)
  return { kind: 'other', verb: `${word} ${second.value}`, names: [] }
}

/** ANALYZE TABLE and its like, and LOCK TABLES, with the tables they name. */
function readTables(cursor: Cursor, word: string): Other {
  const names: Name[] = []
  do {
    const token = cursor.peek()
    if (token?.kind !== 'word' && token?.kind !== 'name') break
    names.push(cursor.name('a table'))
    while (word === 'lock' && cursor.peek() !== undefined && cursor.peek()?.value !== ',') cursor.take()
  } while (cursor.acceptSymbol(','))
  return { kind: 'other', verb: `${word} ${word === 'lock' || word === 'unlock' ? 'tables' : 'table'}`, names }
}

function spelled(word: string, cursor: Cursor): string {
  if (word === 'rollback') {
    const to = cursor.fork()
    to.accept('work')
    if (to.at('to')) return 'rollback to savepoint'
  }
  if (word === 'begin' && cursor.at('not', 'atomic')) return 'begin not atomic'
  return word
}
