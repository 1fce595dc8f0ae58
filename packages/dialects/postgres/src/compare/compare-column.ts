import type { ColumnDef } from 'libpg-query'
import { strings } from '../grammar/ast.ts'
import type { Comparison } from '../guard/guard-create.ts'
import { isSerial, typeText } from '../names/type-name.ts'
import { columnParts } from '../reverse/column-definition.ts'
import { columnState, constraintsOf } from '../analyze/columns.ts'
import type { Scope } from '../analyze/scope.ts'
import { constantText, parseExpression, sameExpression } from './same-expression.ts'
import { findings, verdict } from './verdict.ts'

/** Compares what a column's clause would make with the column's definition. `primary`: it is in the primary key. */
export function compareColumn(column: ColumnDef, definition: string, scope: Scope, primary = false): Comparison {
  const result = findings()
  const found = columnParts(definition)
  const space = scope.searchPath[0] ?? 'public'
  const type = typeText(column.typeName, space)
  if (type !== found.type) {
    const unqualified = strings(column.typeName?.names).length === 1 && type.startsWith(`${space}.`)
    if (unqualified && found.type.endsWith(type.slice(space.length))) result.doubts++
    else result.differences.push(`its type is ${found.type}, meant is ${type}`)
  }
  const notNull = columnState(column, space).notNull || primary
  if (notNull !== found.notNull)
    result.differences.push(found.notNull ? 'it is NOT NULL, meant is nullable' : 'it is nullable, meant is NOT NULL')
  const constraints = constraintsOf(column)
  const initial = constraints.find((constraint) => constraint.contype === 'CONSTR_DEFAULT')?.raw_expr
  const generated = constraints.find(
    (constraint) => constraint.contype === 'CONSTR_GENERATED' || constraint.contype === 'CONSTR_IDENTITY',
  )
  if (isSerial(column.typeName)) {
    if (found.default?.startsWith('nextval(') !== true)
      result.differences.push(`its default is ${found.default ?? 'none'}, meant is a sequence`)
  } else if ((initial === undefined) !== (found.default === undefined)) {
    result.differences.push(
      `its default is ${found.default ?? 'none'}, meant is ${initial === undefined ? 'none' : 'one'}`,
    )
  } else if (initial !== undefined && found.default !== undefined) {
    const there = parseExpression(scope.grammar, found.default)
    const [a, b] = [constantText(initial), constantText(there)]
    if (a !== undefined && b !== undefined && a !== b) {
      if (a.includes('sval') === b.includes('sval')) result.differences.push(`its default is ${found.default}`)
      else result.doubts++
    } else if (!sameExpression(initial, there)) result.doubts++
  }
  if ((generated === undefined) !== (found.generated === undefined))
    result.differences.push(`it is ${found.generated ?? 'not generated'}`)
  else if (generated !== undefined) {
    const usual = `GENERATED ${generated.generated_when === 'a' ? 'ALWAYS' : 'BY DEFAULT'} AS IDENTITY`
    if (generated.contype !== 'CONSTR_IDENTITY' || generated.options !== undefined || found.generated !== usual)
      result.doubts++
  }
  if ((column.collClause === undefined) !== (found.collation === undefined)) result.doubts++
  return verdict(result)
}
