import { ReadError } from '../tokens/read-error.ts'
import type { AlterClause } from './alter-clause.ts'
import { isGroup, readColumn, readPosition } from './columns.ts'
import type { Cursor } from './cursor.ts'
import { isKey, readKey } from './keys.ts'
import { readPartitioning } from './read-partitioning.ts'
import { readTableOption } from './read-options.ts'
import type { AlterTable } from './parsed.ts'

const ifExists = (cursor: Cursor): boolean => cursor.accept('if', 'exists')
const ifNotExists = (cursor: Cursor): boolean => cursor.accept('if', 'not', 'exists')

/** Reads what follows ALTER [ONLINE] [IGNORE] TABLE. */
export function readAlterTable(cursor: Cursor, online: boolean): AlterTable {
  const guarded = ifExists(cursor)
  const table = cursor.name('a table')
  const said: { algorithm?: string; lock?: string; wait?: number } = {}
  const clauses: AlterClause[] = []
  if (cursor.accept('wait')) said.wait = Number(cursor.take()?.value)
  else if (cursor.accept('nowait')) said.wait = 0
  while (cursor.peek() !== undefined) {
    if (cursor.acceptSymbol(',')) continue
    if (cursor.at('algorithm') || cursor.at('lock')) {
      const which = cursor.take()?.value === 'lock' ? 'lock' : 'algorithm'
      cursor.acceptSymbol('=')
      said[which] = cursor.take()?.value.toUpperCase() ?? ''
    } else clauses.push(...readClause(cursor))
  }
  return { kind: 'alter table', table, ifExists: guarded, clauses, online, ...said }
}

function readClause(cursor: Cursor): readonly AlterClause[] {
  const { accept } = cursor
  if (accept('add')) return readAdd(cursor)
  if (accept('drop')) return [readDrop(cursor)]
  if (accept('modify')) {
    accept('column')
    const guarded = ifExists(cursor)
    const column = readColumn(cursor, cursor.identifier('a column'))
    return [{ kind: 'modify column', column, ...readPosition(cursor), ifExists: guarded }]
  }
  if (accept('change')) {
    accept('column')
    const guarded = ifExists(cursor)
    const name = cursor.identifier('a column')
    const column = readColumn(cursor, cursor.identifier('a column'))
    return [{ kind: 'change column', name, column, ...readPosition(cursor), ifExists: guarded }]
  }
  if (accept('rename')) return [readRename(cursor)]
  if (accept('alter')) return [readAlter(cursor)]
  if (accept('convert', 'to')) return [readConvert(cursor)]
  if (accept('order', 'by')) {
    while (cursor.peek() !== undefined) cursor.take()
    return [{ kind: 'order by' }]
  }
  if (accept('force')) return [{ kind: 'force' }]
  if (accept('enable', 'keys')) return [{ kind: 'keys', enable: true }]
  if (accept('disable', 'keys')) return [{ kind: 'keys', enable: false }]
  if (accept('discard', 'tablespace')) return [{ kind: 'tablespace', discard: true }]
  if (accept('import', 'tablespace')) return [{ kind: 'tablespace', discard: false }]
  if (accept('with', 'validation') || accept('without', 'validation')) return []
  const partitioning = readPartitioning(cursor)
  if (partitioning !== undefined) return [partitioning]
  const start = cursor.peek()
  const option = readTableOption(cursor)
  if (option === undefined) throw new ReadError(start?.start ?? 0, 'this clause of ALTER TABLE is not known')
  return [{ kind: 'option', ...option }]
}

function readAdd(cursor: Cursor): readonly AlterClause[] {
  if (cursor.at('partition')) return [readPartitioning(cursor, 'add') ?? { kind: 'force' }]
  if (cursor.accept('system', 'versioning')) return [{ kind: 'system versioning', add: true }]
  if (cursor.accept('period', 'for')) {
    cursor.take()
    cursor.group()
    return [{ kind: 'period', add: true }]
  }
  if (isKey(cursor)) {
    const key = readKey(cursor)
    if (key.kind === 'index') return [{ kind: 'add index', index: key.index }]
    if (key.kind === 'foreign key') return [{ kind: 'add foreign key', key: key.key }]
    return [{ kind: 'add check', check: key.check }]
  }
  cursor.accept('column')
  const guarded = ifNotExists(cursor)
  if (!isGroup(cursor)) {
    const column = readColumn(cursor, cursor.identifier('a column'))
    return [{ kind: 'add column', column, ...readPosition(cursor), ifNotExists: guarded }]
  }
  cursor.expectSymbol('(')
  const clauses: AlterClause[] = []
  do {
    if (isKey(cursor)) {
      const key = readKey(cursor)
      if (key.kind === 'index') clauses.push({ kind: 'add index', index: key.index })
      else if (key.kind === 'foreign key') clauses.push({ kind: 'add foreign key', key: key.key })
      else clauses.push({ kind: 'add check', check: key.check })
    } else {
      const column = readColumn(cursor, cursor.identifier('a column'))
      clauses.push({ kind: 'add column', column, ifNotExists: guarded })
    }
  } while (cursor.acceptSymbol(','))
  cursor.expectSymbol(')')
  return clauses
}

function readDrop(cursor: Cursor): AlterClause {
  const { accept } = cursor
  if (accept('primary', 'key')) return { kind: 'drop primary key' }
  if (accept('foreign', 'key')) {
    const guarded = ifExists(cursor)
    return { kind: 'drop foreign key', name: cursor.identifier('a foreign key'), ifExists: guarded }
  }
  if (accept('index') || accept('key')) {
    const guarded = ifExists(cursor)
    return { kind: 'drop index', name: cursor.identifier('an index'), ifExists: guarded }
  }
  const check = cursor.at('check')
  if (check || cursor.at('constraint')) {
    cursor.take()
    const guarded = ifExists(cursor)
    return { kind: 'drop constraint', name: cursor.identifier('a constraint'), check, ifExists: guarded }
  }
  if (cursor.at('partition')) return readPartitioning(cursor, 'drop') ?? { kind: 'force' }
  if (accept('system', 'versioning')) return { kind: 'system versioning', add: false }
  if (accept('period', 'for')) {
    cursor.take()
    return { kind: 'period', add: false }
  }
  accept('column')
  const guarded = ifExists(cursor)
  const name = cursor.identifier('a column')
  if (!accept('restrict')) accept('cascade')
  return { kind: 'drop column', name, ifExists: guarded }
}

function readRename(cursor: Cursor): AlterClause {
  if (cursor.at('index') || cursor.at('key') || cursor.at('column')) {
    const kind = cursor.take()?.value === 'column' ? 'rename column' : 'rename index'
    const guarded = ifExists(cursor)
    const name = cursor.identifier('a name')
    if (!cursor.accept('to')) cursor.expectSymbol('TO')
    return { kind, name, to: cursor.identifier('a new name'), ifExists: guarded }
  }
  if (!cursor.accept('to') && !cursor.accept('as')) cursor.acceptSymbol('=')
  return { kind: 'rename to', to: cursor.name('a new name') }
}

function readAlter(cursor: Cursor): AlterClause {
  const { accept } = cursor
  if (accept('index') || accept('key')) {
    ifExists(cursor)
    const name = cursor.identifier('an index')
    const visible = accept('visible') || accept('not', 'ignored')
    if (!visible && !accept('invisible')) accept('ignored')
    return { kind: 'index visibility', name, visible }
  }
  if (accept('check') || accept('constraint')) {
    const name = cursor.identifier('a constraint')
    const enforced = !accept('not')
    accept('enforced')
    return { kind: 'enforce', name, enforced }
  }
  accept('column')
  ifExists(cursor)
  const name = cursor.identifier('a column')
  if (accept('drop', 'default')) return { kind: 'drop default', name }
  if (accept('set', 'visible')) return { kind: 'column visibility', name, visible: true }
  if (accept('set', 'invisible')) return { kind: 'column visibility', name, visible: false }
  if (!accept('set', 'default'))
    throw new ReadError(cursor.peek()?.start ?? 0, 'SET DEFAULT or DROP DEFAULT was expected')
  const first = cursor.peek()
  while (cursor.peek() !== undefined && cursor.peek()?.value !== ',') {
    if (isGroup(cursor)) cursor.group()
    else cursor.take()
  }
  return { kind: 'set default', name, default: cursor.since(first) }
}

function readConvert(cursor: Cursor): AlterClause {
  if (!cursor.accept('charset')) cursor.accept('character', 'set')
  const charset = cursor.take()?.value ?? ''
  if (!cursor.accept('collate')) return { kind: 'convert', charset }
  return { kind: 'convert', charset, collation: cursor.take()?.value ?? '' }
}
