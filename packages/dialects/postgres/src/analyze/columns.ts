import type { ColumnDef, Constraint, Node } from 'libpg-query'
import { as, strings } from '../grammar/ast.ts'
import { isSerial, typeText } from '../names/type-name.ts'
import type { ColumnState } from './known.ts'

export function constraintsOf(column: ColumnDef): readonly Constraint[] {
  return (column.constraints ?? []).flatMap((node) => as(node, 'Constraint') ?? [])
}

export function columnState(column: ColumnDef, schema: string): ColumnState {
  const kinds = new Set(constraintsOf(column).map((constraint) => constraint.contype))
  const serial = isSerial(column.typeName)
  return {
    type: typeText(column.typeName, schema),
    notNull: serial || kinds.has('CONSTR_NOTNULL') || kinds.has('CONSTR_PRIMARY') || kinds.has('CONSTR_IDENTITY'),
    filled: serial || kinds.has('CONSTR_DEFAULT') || kinds.has('CONSTR_IDENTITY') || kinds.has('CONSTR_GENERATED'),
  }
}

/** Columns of a CREATE TABLE by name, those of its primary key being NOT NULL. */
export function tableColumns(elements: readonly Node[] | undefined, schema: string): ReadonlyMap<string, ColumnState> {
  const states = new Map<string, ColumnState>()
  for (const element of elements ?? []) {
    const column = as(element, 'ColumnDef')
    if (column?.colname !== undefined) states.set(column.colname, columnState(column, schema))
  }
  for (const element of elements ?? []) {
    const constraint = as(element, 'Constraint')
    if (constraint?.contype !== 'CONSTR_PRIMARY') continue
    for (const key of strings(constraint.keys)) {
      const state = states.get(key)
      if (state !== undefined) states.set(key, { ...state, notNull: true })
    }
  }
  return states
}
