import type { Constraint, IndexStmt, Node } from 'libpg-query'
import type { ObjectId, Schema } from '@slipway/core/plugin'
import { as, strings, walk } from '../grammar/ast.ts'
import { lastName, objectId, ownerName, splitName, sqlName, unquote } from './object-id.ts'
import { hasConstraint } from './schema-index.ts'

/** The longest identifier, in bytes: NAMEDATALEN - 1. */
const LONGEST = 63

function clip(text: string, bytes: number): string {
  let clipped = text
  while (Buffer.byteLength(clipped) > bytes) clipped = clipped.slice(0, -1)
  return clipped
}

/** Puts a name together as makeObjectName in indexcmds.c does: the longer part is shortened first. */
function makeName(table: string, columns: string, label: string): string {
  const room = LONGEST - label.length - 1 - (columns === '' ? 0 : 1)
  let first = Buffer.byteLength(table)
  let second = Buffer.byteLength(columns)
  while (first + second > room) {
    if (first > second) first--
    else second--
  }
  return [clip(table, first), ...(columns === '' ? [] : [clip(columns, second)]), label].join('_')
}

const relations = ['table', 'index', 'view', 'materialized-view', 'sequence']

function taken(schema: Schema, space: string, name: string): boolean {
  if (relations.some((kind) => schema.objects[objectId(kind, space, name)] !== undefined)) return true
  // An index that backs a constraint has the constraint's name and no object of its own.
  return hasConstraint(schema, sqlName(objectId('', space)), sqlName(objectId('', name)))
}

function choose(space: string, table: string, columns: string, label: string, schema: Schema): string {
  for (let count = 0; ; count++) {
    const name = makeName(table, columns, count === 0 ? label : `${label}${count}`)
    if (!taken(schema, space, name)) return name
  }
}

function names(table: ObjectId): readonly [space: string, table: string] {
  return [unquote(splitName(ownerName(table))[0] ?? ''), unquote(lastName(table))]
}

/** Names of index columns as ChooseIndexColumnNames makes them; `undefined` for what only the server can name. */
function columnNames(elements: readonly Node[] | undefined): readonly string[] | undefined {
  const found: string[] = []
  for (const node of elements ?? []) {
    const element = as(node, 'IndexElem')
    const call = as(element?.expr, 'FuncCall')
    const base = element?.name ?? (call === undefined ? 'expr' : strings(call.funcname).at(-1))
    if (
      base === undefined ||
      (element?.name === undefined && call === undefined && as(element?.expr, 'A_Expr') === undefined)
    ) {
      return undefined
    }
    let name = base
    for (let count = 1; found.includes(name); count++) name = `${base}${count}`
    found.push(name)
  }
  return found
}

/** The name, SQL-quoted and qualified, that PostgreSQL chooses for an index without one, by the rules of indexcmds.c. */
export function indexName(body: IndexStmt, table: ObjectId, before: Schema): string | undefined {
  const [space, name] = names(table)
  const columns = columnNames([...(body.indexParams ?? []), ...(body.indexIncludingParams ?? [])])
  return columns === undefined
    ? undefined
    : sqlName(objectId('index', space, choose(space, name, columns.join('_'), 'idx', before)))
}

/** The unquoted name that PostgreSQL chooses for a constraint without one. */
export function constraintName(body: Constraint, table: ObjectId, before: Schema): string | undefined {
  const [space, name] = names(table)
  const own = (columns: string, label: string): string => {
    for (let count = 0; ; count++) {
      const made = makeName(name, columns, count === 0 ? label : `${label}${count}`)
      if (before.objects[`constraint:${sqlName(table)}.${sqlName(objectId('', made))}`] === undefined) return made
    }
  }
  switch (body.contype) {
    case 'CONSTR_PRIMARY':
      return choose(space, name, '', 'pkey', before)
    case 'CONSTR_UNIQUE':
      return choose(space, name, [...strings(body.keys), ...strings(body.including)].join('_'), 'key', before)
    case 'CONSTR_FOREIGN':
      return own(strings(body.fk_attrs).join('_'), 'fkey')
    case 'CONSTR_NOTNULL':
      return own(strings(body.keys).join('_'), 'not_null')
    case 'CONSTR_CHECK': {
      const columns = new Set<string>()
      walk(body.raw_expr, (kind, node) => {
        if (kind === 'ColumnRef') columns.add(strings(node['fields'] as readonly Node[]).at(-1) ?? '')
      })
      return own(columns.size === 1 ? ([...columns][0] ?? '') : '', 'check')
    }
    default:
      return undefined
  }
}
