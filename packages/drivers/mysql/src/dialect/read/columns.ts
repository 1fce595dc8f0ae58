import type { Cursor } from './cursor.ts'
import type { ColumnDefinition, Position } from './definitions.ts'
import type { Name } from './parsed.ts'

/** Words that belong to the type itself, after its first. */
const typeWords: ReadonlySet<string> = new Set(['unsigned', 'signed', 'zerofill', 'precision', 'varying'])

/** Short ways to write the same type. */
const sameType: Readonly<Record<string, string>> = {
  integer: 'int',
  bool: 'tinyint(1)',
  boolean: 'tinyint(1)',
  dec: 'decimal',
  numeric: 'decimal',
  fixed: 'decimal',
  'double precision': 'double',
  real: 'double',
  character: 'char',
  'character varying': 'varchar',
  int1: 'tinyint',
  int2: 'smallint',
  int3: 'mediumint',
  int4: 'int',
  int8: 'bigint',
  serial: 'bigint unsigned',
}

/** Reads a type, without charset and collation, in lower case: `varchar(40)`, `int unsigned`, `enum('a','b')`. */
export function readType(cursor: Cursor): string {
  cursor.accept('national')
  let base = cursor.identifier('a type').toLowerCase()
  if (base === 'long' && (cursor.at('varchar') || cursor.at('varbinary'))) {
    base = cursor.accept('varbinary') ? 'mediumblob' : 'mediumtext'
    cursor.accept('varchar')
  }
  while (cursor.at('varying') || cursor.at('precision')) base += ` ${cursor.take()?.value}`
  base = sameType[base] ?? base
  if (cursor.peek()?.value === '(' && cursor.peek()?.kind === 'symbol') {
    const inner = cursor.group()
    base += `(${/^(enum|set)$/.test(base) ? inner.replaceAll(/'\s*,\s*'/g, "','") : inner.replaceAll(/\s+/g, '')})`
  }
  for (let token = cursor.peek(); token?.kind === 'word' && typeWords.has(token.value); token = cursor.peek()) {
    if (token.value !== 'signed') base += ` ${token.value}`
    cursor.take()
  }
  return base
}

/** Moves over one operand: a literal, a function call, a group, with its sign. */
function readValue(cursor: Cursor): string {
  const first = cursor.peek()
  while (cursor.acceptSymbol('-') || cursor.acceptSymbol('+'));
  if (cursor.peek()?.kind === 'symbol' && cursor.peek()?.value === '(') cursor.group()
  else {
    cursor.take()
    if (cursor.peek()?.kind === 'symbol' && cursor.peek()?.value === '(') cursor.group()
    if (cursor.at('value') && /^next$/i.test(cursor.since(first))) {
      cursor.accept('value', 'for')
      cursor.name('a sequence')
    }
  }
  return cursor.since(first)
}

/** `ON DELETE CASCADE` and the like, skipped with what they say kept. */
export function readReferences(cursor: Cursor): {
  readonly references: Name
  readonly referenced: readonly string[]
  readonly onDelete?: string
  readonly onUpdate?: string
} {
  const references = cursor.name('a table')
  const referenced = isGroup(cursor) ? readIdentifiers(cursor) : []
  const said: { onDelete?: string; onUpdate?: string } = {}
  for (;;) {
    if (cursor.accept('match')) cursor.take()
    else if (cursor.accept('on', 'delete')) said.onDelete = readAction(cursor)
    else if (cursor.accept('on', 'update')) said.onUpdate = readAction(cursor)
    else return { references, referenced, ...said }
  }
}

function readAction(cursor: Cursor): string {
  const first = cursor.take()?.value ?? ''
  return first === 'set' || first === 'no'
    ? `${first} ${cursor.take()?.value ?? ''}`.toUpperCase()
    : first.toUpperCase()
}

export function isGroup(cursor: Cursor): boolean {
  const token = cursor.peek()
  return token?.kind === 'symbol' && token.value === '('
}

/** Names in parentheses. */
export function readIdentifiers(cursor: Cursor): readonly string[] {
  cursor.expectSymbol('(')
  const found = [cursor.identifier('a column')]
  while (cursor.acceptSymbol(',')) found.push(cursor.identifier('a column'))
  cursor.expectSymbol(')')
  return found
}

type Said = { -readonly [Key in keyof ColumnDefinition]?: ColumnDefinition[Key] }

/** Reads one attribute of a column into `said`; false where something else stands. */
function readAttribute(cursor: Cursor, said: Said): boolean {
  const { accept } = cursor
  if (accept('not', 'null')) said.nullable = false
  else if (accept('null')) said.nullable = true
  else if (accept('default')) said.default = readValue(cursor)
  else if (accept('on', 'update')) said.onUpdate = readValue(cursor)
  else if (accept('auto_increment')) said.autoIncrement = true
  else if (accept('serial', 'default', 'value'))
    Object.assign(said, { autoIncrement: true, nullable: false, key: 'unique' })
  else if (accept('primary', 'key') || accept('primary')) said.key = 'primary'
  else if (accept('unique', 'key') || accept('unique')) said.key = 'unique'
  else if (accept('key')) said.key = 'primary'
  else if (accept('comment')) said.comment = cursor.take()?.value ?? ''
  else if (accept('character', 'set') || accept('charset') || accept('char', 'set')) {
    said.charset = cursor.take()?.value ?? ''
  } else if (accept('collate')) said.collation = cursor.take()?.value ?? ''
  else if (accept('ascii') || accept('unicode') || accept('byte')) said.charset ??= 'other'
  else if (accept('binary')) said.collation ??= 'binary'
  else if (accept('generated', 'always', 'as') || accept('as')) {
    const expression = cursor.group()
    const stored = accept('stored') || accept('persistent')
    if (!stored) accept('virtual')
    said.generated = { expression, stored }
  } else if (accept('invisible')) said.invisible = true
  else if (accept('visible')) said.invisible = false
  else if (accept('references')) said.references = readReferences(cursor).references
  else if (accept('check')) readCheck(cursor, said)
  else if (accept('constraint')) {
    if (!cursor.at('check') && !cursor.at('primary') && !cursor.at('unique')) cursor.identifier('a constraint')
    if (accept('check')) readCheck(cursor, said)
  } else if (accept('with', 'system', 'versioning')) said.versioning = 'with'
  else if (accept('without', 'system', 'versioning')) said.versioning = 'without'
  else if (accept('compressed')) {
    if (cursor.acceptSymbol('=')) cursor.take()
  } else if (accept('srid') || accept('ref_system_id') || accept('column_format') || accept('storage')) {
    cursor.acceptSymbol('=')
    cursor.take()
  } else if (accept('engine_attribute') || accept('secondary_engine_attribute')) {
    cursor.acceptSymbol('=')
    cursor.take()
  } else if (accept('not', 'secondary')) return true
  else return false
  return true
}

function readCheck(cursor: Cursor, said: Said): void {
  said.check = cursor.group()
  if (!cursor.accept('not', 'enforced')) cursor.accept('enforced')
}

/** Reads type and attributes of a column whose name was read already. */
export function readColumn(cursor: Cursor, name: string): ColumnDefinition {
  const first = cursor.peek()
  const serial = cursor.at('serial')
  const said: Said = { type: readType(cursor) }
  if (serial) Object.assign(said, { autoIncrement: true, nullable: false, key: 'unique' })
  while (readAttribute(cursor, said));
  return {
    nullable: undefined,
    autoIncrement: false,
    invisible: false,
    type: '',
    ...said,
    name,
    text: cursor.since(first),
  }
}

/** Reads `FIRST` or `AFTER column`. */
export function readPosition(cursor: Cursor): { readonly position?: Position } {
  if (cursor.accept('first')) return { position: { first: true } }
  if (cursor.accept('after')) return { position: { after: cursor.identifier('a column') } }
  return {}
}
