import type { Constraint, CreateStmt } from 'libpg-query'
import type { ObjectId, Schema } from '@slipway/core/plugin'
import { as, strings } from '../grammar/ast.ts'
import type { Comparison } from '../guard/guard-create.ts'
import { constraintName } from '../names/chosen-names.ts'
import { lastName, sqlName } from '../names/object-id.ts'
import { partsOf } from '../names/schema-index.ts'
import { tableParts } from '../reverse/table-definition.ts'
import { constraintsOf } from '../analyze/columns.ts'
import type { Scope } from '../analyze/scope.ts'
import { partOf, relation } from '../analyze/scope.ts'
import { compareColumn } from './compare-column.ts'
import { sameExpression } from './same-expression.ts'
import type { Findings } from './verdict.ts'
import { findings, verdict } from './verdict.ts'

const real: ReadonlySet<string | undefined> = new Set([
  'CONSTR_CHECK',
  'CONSTR_PRIMARY',
  'CONSTR_UNIQUE',
  'CONSTR_FOREIGN',
  'CONSTR_EXCLUSION',
])

/** All constraints of the table, those of its columns with the column filled in. */
function meantConstraints(body: CreateStmt): readonly Constraint[] {
  return (body.tableElts ?? [])
    .flatMap((element): readonly Constraint[] => {
      const column = as(element, 'ColumnDef')
      const own = as(element, 'Constraint')
      if (own !== undefined) return [own]
      if (column?.colname === undefined) return []
      const name = [{ String: { sval: column.colname } }]
      return constraintsOf(column).map((constraint) => {
        if (constraint.contype === 'CONSTR_FOREIGN') return { ...constraint, fk_attrs: name }
        return constraint.contype === 'CONSTR_CHECK' ? constraint : { ...constraint, keys: name }
      })
    })
    .filter((constraint) => real.has(constraint.contype))
}

function compareConstraint(meant: Constraint, definition: string, scope: Scope, result: Findings, name: string): void {
  const alter = as(
    scope.grammar.parse(`ALTER TABLE t ADD CONSTRAINT c ${definition.replace(/ (?:CLUSTER|INVALID)$/, '')}`),
    'AlterTableStmt',
  )
  const found = as(as(alter?.cmds?.[0], 'AlterTableCmd')?.def, 'Constraint')
  const differs = (): void => void result.differences.push(`constraint ${name} is ${definition}`)
  if (found?.contype !== meant.contype) return differs()
  if (strings(meant.keys).join() !== strings(found?.keys).join()) return differs()
  if (strings(meant.fk_attrs).join() !== strings(found?.fk_attrs).join()) return differs()
  if (meant.contype === 'CONSTR_FOREIGN') {
    if (sqlName(relation(scope, meant.pktable, ['table'])) !== sqlName(relation(scope, found?.pktable, ['table'])))
      return differs()
    if (meant.pk_attrs !== undefined && strings(meant.pk_attrs).join() !== strings(found?.pk_attrs).join())
      return differs()
    if (meant.fk_del_action !== found?.fk_del_action || meant.fk_upd_action !== found?.fk_upd_action) return differs()
  }
  if (meant.contype === 'CONSTR_EXCLUSION' || !sameExpression(meant.raw_expr, found?.raw_expr)) result.doubts++
  if ((meant.deferrable === true) !== (found?.deferrable === true)) differs()
}

/** Compares what CREATE TABLE would make with the table that is there: its columns, constraints and storage. */
export function compareTable(body: CreateStmt, table: ObjectId, scope: Scope, schema: Schema): Comparison {
  const result = findings()
  const parts = tableParts(schema.objects[table]?.definition ?? '')
  const special = [
    body.inhRelations,
    body.partbound,
    body.partspec,
    body.ofTypename,
    body.options,
    body.accessMethod,
    body.tablespacename,
  ]
  const found = [parts.inherits, parts.partitionOf, parts.partitionBy, parts.using, parts.options]
  if (special.some((one) => one !== undefined) || found.some((one) => one !== undefined)) result.doubts++
  if ((body.relation?.relpersistence === 'u') !== parts.unlogged)
    result.differences.push(parts.unlogged ? 'it is UNLOGGED' : 'it is not UNLOGGED')
  if ((body.tableElts ?? []).some((element) => as(element, 'TableLikeClause') !== undefined)) result.doubts++

  const constraints = meantConstraints(body)
  const primary = new Set(
    constraints.filter(({ contype }) => contype === 'CONSTR_PRIMARY').flatMap(({ keys }) => strings(keys)),
  )
  const columns = new Set<ObjectId>()
  for (const element of body.tableElts ?? []) {
    const column = as(element, 'ColumnDef')
    if (column?.colname === undefined) continue
    const id = partOf(table, 'column', column.colname)
    columns.add(id)
    const definition = schema.objects[id]?.definition
    if (definition === undefined) {
      result.differences.push(`it has no column ${lastName(id)}`)
      continue
    }
    const compared = compareColumn(column, definition, scope, primary.has(column.colname))
    if (compared.verdict === 'differs')
      result.differences.push(...compared.differences.map((text) => `column ${lastName(id)}: ${text}`))
    if (compared.verdict === 'unsure') result.doubts++
  }
  const inherited = parts.partitionOf !== undefined || parts.inherits !== undefined
  const extra = (kind: string, known: ReadonlySet<ObjectId>): readonly ObjectId[] =>
    partsOf(schema, kind, sqlName(table)).filter((id) => !known.has(id))
  if (!inherited)
    for (const id of extra('column', columns))
      result.differences.push(`it has a column ${lastName(id)} that is not meant`)

  let meant: Schema = { dialect: 'postgres', objects: {} }
  const named = new Set<ObjectId>()
  for (const constraint of constraints) {
    const name = constraint.conname ?? constraintName(constraint, table, meant)
    if (name === undefined) {
      result.doubts++
      continue
    }
    const id = partOf(table, 'constraint', name)
    named.add(id)
    meant = { ...meant, objects: { ...meant.objects, [id]: { kind: 'constraint', definition: '', dependsOn: [] } } }
    const definition = schema.objects[id]?.definition
    if (definition === undefined) result.differences.push(`it has no constraint ${lastName(id)}`)
    else compareConstraint(constraint, definition, scope, result, lastName(id))
  }
  if (!inherited)
    for (const id of extra('constraint', named))
      result.differences.push(`it has a constraint ${lastName(id)} that is not meant`)
  return verdict(result)
}
