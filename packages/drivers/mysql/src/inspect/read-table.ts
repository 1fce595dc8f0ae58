import { atCommas, headName, mapCode, outline, unwrapped } from './scan.ts'

/** A named part of a table, with its definition. */
export interface TablePart {
  readonly name: string
  readonly definition: string
}

/** What SHOW CREATE TABLE says, taken apart. */
export interface TableText {
  /** Without the next AUTO_INCREMENT value, which is data. */
  readonly definition: string
  readonly columns: readonly TablePart[]
  readonly indexes: readonly TablePart[]
  readonly constraints: readonly TablePart[]
}

/** The collation that a charset stands for when none is said. */
export type DefaultCollations = ReadonlyMap<string, string>

const textType = /^(?:char|varchar|tinytext|text|mediumtext|longtext|enum|set)\b/

function collationOf(code: string, defaults: DefaultCollations): string | undefined {
  const said = /\bCOLLATE[ =]+(\w+)/.exec(code)?.[1]
  const charset = /\b(?:CHARACTER SET|CHARSET)[ =]+(\w+)/.exec(code)?.[1]
  return said ?? (charset === undefined ? undefined : (defaults.get(charset) ?? charset))
}

/**
 * A column's definition always says its collation, so that the table's default may change without a word about columns.
 * The charset goes without saying: a collation belongs to one.
 */
function columnDefinition(text: string, table: string | undefined, defaults: DefaultCollations): string {
  if (!textType.test(text)) return text
  const shape = outline(text)
  const typeEnd = /^\w+(?:\(_*\))?/.exec(shape)?.[0].length ?? 0
  const collation = collationOf(shape, defaults) ?? table
  const rest = mapCode(text.slice(typeEnd), (code) =>
    code.replace(/ CHARACTER SET \w+/, '').replace(/ COLLATE \w+/, ''),
  )
  return `${text.slice(0, typeEnd)}${collation === undefined ? '' : ` COLLATE ${collation}`}${rest}`
}

function withoutSecrets(options: string): string {
  return options.replace(/\bCONNECTION='(?:[^'\\]|\\[^]|'')*'/, "CONNECTION='***'")
}

function optionsOf(text: string, defaults: DefaultCollations): { readonly text: string; readonly collation?: string } {
  const options = mapCode(withoutSecrets(text), (code) => code.replace(/ ?\bAUTO_INCREMENT=\d+/, '')).trim()
  const shape = outline(options)
  const collation = collationOf(shape, defaults)
  if (collation === undefined || /\bCOLLATE=/.test(shape)) return { text: options, ...(collation && { collation }) }
  return { text: mapCode(options, (code) => code.replace(/CHARSET=\w+/, `$& COLLATE=${collation}`)), collation }
}

const keyHead = /^(PRIMARY KEY|UNIQUE KEY|FULLTEXT KEY|SPATIAL KEY|VECTOR KEY|KEY) /

function readKey(text: string): readonly [kind: 'index' | 'constraint', part: TablePart] | undefined {
  const word = keyHead.exec(text)?.[1]
  if (word === undefined) return undefined
  const rest = text.slice(word.length + 1)
  if (word === 'PRIMARY KEY') return ['constraint', { name: 'PRIMARY', definition: `${word} ${rest.trim()}` }]
  const [name, definition] = headName(rest) ?? ['', rest]
  return ['index', { name, definition: `${word} ${definition}` }]
}

/** Takes the answer of SHOW CREATE TABLE apart. The text is the server's own, so its shape is known. */
export function readTable(create: string, defaults: DefaultCollations): TableText {
  const text = unwrapped(create)
  const shape = outline(text)
  const open = shape.indexOf('(')
  const close = shape.indexOf(')', open)
  const { text: options, collation } = optionsOf(text.slice(close + 1).replace(/\s*\n\s*/g, ' '), defaults)
  const columns: TablePart[] = []
  const indexes: TablePart[] = []
  const constraints: TablePart[] = []
  const periods: string[] = []
  for (const element of atCommas(text.slice(open + 1, close))) {
    const column = headName(element)
    const constraint = element.startsWith('CONSTRAINT ') ? headName(element.slice('CONSTRAINT '.length)) : undefined
    const key = readKey(element)
    if (column) columns.push({ name: column[0], definition: columnDefinition(column[1], collation, defaults) })
    else if (constraint) constraints.push({ name: constraint[0], definition: constraint[1] })
    else if (key) (key[0] === 'index' ? indexes : constraints).push(key[1])
    else if (element !== '') periods.push(element)
  }
  return { definition: ['TABLE', ...periods, options].join(' '), columns, indexes, constraints }
}
