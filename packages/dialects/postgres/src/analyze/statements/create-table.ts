import type { CreateStmt, Node, RangeVar } from 'libpg-query'
import type { Hazard, Lock, ObjectEffect, ObjectId } from '@slipway/core/plugin'
import { as } from '../../grammar/ast.ts'
import { sqlName } from '../../names/object-id.ts'
import { defaultPartitionOf } from '../../names/schema-index.ts'
import { undoBy, undoNothing } from '../../reverse/undo.ts'
import { guardCreate } from '../../guard/guard-create.ts'
import { compareTable } from '../../compare/compare-table.ts'
import { constraintsOf, tableColumns } from '../columns.ts'
import type { Draft } from '../draft.ts'
import { hazard, lock } from '../draft.ts'
import { reads } from '../references.ts'
import type { Scope } from '../scope.ts'
import { isNew, newRelation, partOf, relation } from '../scope.ts'

/** Tables that the foreign keys of a new table or column point at. */
export function foreignTables(scope: Scope, elements: readonly Node[] | undefined): readonly ObjectId[] {
  const found = (elements ?? []).flatMap((element) => {
    const column = as(element, 'ColumnDef')
    const constraint = as(element, 'Constraint')
    const constraints = [
      ...(column === undefined ? [] : constraintsOf(column)),
      ...(constraint === undefined ? [] : [constraint]),
    ]
    return constraints.flatMap(({ pktable }) => (pktable === undefined ? [] : [relation(scope, pktable, ['table'])]))
  })
  return [...new Set(found)]
}

/** A default partition is read whole when a sibling is added, unless a constraint proves that it holds nothing for it. */
export function defaultPartition(scope: Scope, parent: ObjectId): ObjectId | undefined {
  return defaultPartitionOf(scope.schema, sqlName(parent))
}

function partition(
  scope: Scope,
  table: ObjectId,
  parent: ObjectId,
): { readonly locks: readonly Lock[]; readonly hazards: readonly Hazard[] } {
  const sibling = defaultPartition(scope, parent)
  if (isNew(scope, parent)) return { locks: [], hazards: [] }
  const message = `${sqlName(sibling ?? parent)} is the default partition of ${sqlName(parent)} and is read whole under ACCESS EXCLUSIVE. Create ${sqlName(table)} by itself with a CHECK that matches its bound, then ATTACH PARTITION.`
  return {
    locks: [lock(parent, 'ACCESS EXCLUSIVE'), ...(sibling === undefined ? [] : [lock(sibling, 'ACCESS EXCLUSIVE')])],
    hazards: sibling === undefined ? [] : [hazard('SW-PG-SCAN', 'inform', message, sibling)],
  }
}

export function createTable(body: CreateStmt, scope: Scope): Draft {
  const table = newRelation(scope, body.relation, 'table')
  const schema = scope.searchPath[0] ?? 'public'
  const states = tableColumns(body.tableElts, schema)
  const parents = (body.inhRelations ?? []).flatMap((node) => {
    const range = as(node, 'RangeVar')
    return range === undefined ? [] : [relation(scope, range, ['table'])]
  })
  const bound = body.partbound === undefined ? undefined : parents[0]
  const part = bound === undefined ? { locks: [], hazards: [] } : partition(scope, table, bound)
  const foreign = foreignTables(scope, body.tableElts).filter((id) => id !== table && !isNew(scope, id))
  const temporary = body.relation?.relpersistence === 't'
  const sources = (body.tableElts ?? []).flatMap((node) => as(node, 'TableLikeClause')?.relation ?? ([] as RangeVar[]))
  const effects: ObjectEffect[] = [
    { id: table, effect: 'create' },
    ...[...parents, ...foreignTables(scope, body.tableElts)].map((id): ObjectEffect => ({ id, effect: 'read' })),
    ...sources.map((range): ObjectEffect => ({ id: relation(scope, range), effect: 'read' })),
  ]
  const draft: Draft = {
    verb: 'create table',
    objects: effects.filter((effect) => effect.effect === 'create' || effect.id !== table),
    locks: [
      ...foreign.map((id) => lock(id, 'SHARE ROW EXCLUSIVE')),
      ...(bound === undefined ? parents.map((id) => lock(id, 'SHARE UPDATE EXCLUSIVE')) : part.locks),
    ],
    scan: part.hazards.length > 0,
    hazards: part.hazards,
    undo: temporary ? undoNothing : undoBy([`DROP TABLE ${sqlName(table)}`]),
    columns: new Map([...states].map(([name, state]) => [partOf(table, 'column', name), state])),
  }
  if (body.if_not_exists !== true) return draft
  return guardCreate(scope, table, draft, (schemaNow) => compareTable(body, table, scope, schemaNow))
}

/** A foreign table holds no rows of its own; they are reached on another server. */
export function createForeignTable(body: CreateStmt, scope: Scope): Draft {
  const draft = createTable(body, scope)
  const undo: Draft['undo'] = (before) => {
    const reverse = draft.undo(before)
    if (reverse.kind !== 'statements') return reverse
    return {
      ...reverse,
      statements: reverse.statements.map((text) => text.replace(/^DROP TABLE/, 'DROP FOREIGN TABLE')),
    }
  }
  return { ...draft, verb: 'create foreign table', wider: true, undo }
}

export function createTableAs(
  scope: Scope,
  body: {
    readonly query?: Node
    readonly into?: { readonly rel?: RangeVar }
    readonly objtype?: string
    readonly if_not_exists?: boolean
  },
): Draft {
  const kind = body.objtype === 'OBJECT_MATVIEW' ? 'materialized-view' : 'table'
  const id = newRelation(scope, body.into?.rel, kind)
  const word = kind === 'table' ? 'TABLE' : 'MATERIALIZED VIEW'
  const draft: Draft = {
    verb: kind === 'table' ? 'create table as' : 'create materialized view',
    objects: [{ id, effect: 'create' }, ...reads(scope, body.query)],
    data: 'reads',
    undo: body.into?.rel?.relpersistence === 't' ? undoNothing : undoBy([`DROP ${word} ${sqlName(id)}`]),
  }
  return body.if_not_exists === true ? guardCreate(scope, id, draft, () => ({ verdict: 'unsure' })) : draft
}
