import type { ClusterStmt, Node, RefreshMatViewStmt, ReindexStmt, VacuumStmt } from 'libpg-query'
import type { Hazard } from '@slipway/core/plugin'
import { as } from '../../grammar/ast.ts'
import { objectId, sqlName } from '../../names/object-id.ts'
import { undoNothing } from '../../reverse/undo.ts'
import type { Draft } from '../draft.ts'
import { hazard, lock } from '../draft.ts'
import type { Scope } from '../scope.ts'
import { isNew, relation } from '../scope.ts'
import { indexedTable } from './drop.ts'

/** True for an option that is named and not switched off: `(FULL)`, `(CONCURRENTLY true)`. */
function isOn(options: readonly Node[] | undefined, name: string): boolean {
  const option = (options ?? []).map((node) => as(node, 'DefElem')).find((one) => one?.defname === name)
  if (option === undefined) return false
  const value = as(option.arg, 'String')?.sval ?? as(option.arg, 'Integer')?.ival
  return !(value === 'false' || value === 'off' || value === 0)
}

export function vacuum(body: VacuumStmt, scope: Scope): Draft {
  const tables = (body.rels ?? []).flatMap((node) => {
    const range = as(node, 'VacuumRelation')?.relation
    return range === undefined ? [] : [relation(scope, range, ['table', 'materialized-view'])]
  })
  if (body.is_vacuumcmd !== true) {
    return {
      verb: 'analyze',
      objects: tables.map((id) => ({ id, effect: 'read' })),
      locks: tables.map((id) => lock(id, 'SHARE UPDATE EXCLUSIVE')),
      data: 'reads',
      outside: 'repeatable',
      undo: undoNothing,
    }
  }
  const full = isOn(body.options, 'full')
  return {
    verb: full ? 'vacuum full' : 'vacuum',
    objects: tables.map((id) => ({ id, effect: 'read' })),
    locks: tables.map((id) => lock(id, full ? 'ACCESS EXCLUSIVE' : 'SHARE UPDATE EXCLUSIVE')),
    rewrite: full,
    scan: true,
    data: 'reads',
    transaction: 'outside',
    outside: 'repeatable',
    hazards: full
      ? tables
          .filter((id) => !isNew(scope, id))
          .map((id) =>
            hazard(
              'SW-PG-REWRITE',
              'inform',
              `VACUUM FULL writes ${sqlName(id)} anew while nobody may use it. pg_repack does the like without blocking.`,
              id,
            ),
          )
      : [],
    undo: undoNothing,
  }
}

export function cluster(body: ClusterStmt, scope: Scope): Draft {
  const table = body.relation === undefined ? undefined : relation(scope, body.relation, ['table', 'materialized-view'])
  return {
    verb: 'cluster',
    objects: table === undefined ? [] : [{ id: table, effect: 'alter' }],
    locks: table === undefined ? [] : [lock(table, 'ACCESS EXCLUSIVE')],
    rewrite: true,
    scan: true,
    ...(table === undefined ? { transaction: 'outside', outside: 'repeatable' } : {}),
    hazards:
      table !== undefined && isNew(scope, table)
        ? []
        : [
            hazard(
              'SW-PG-REWRITE',
              'inform',
              `CLUSTER writes ${table === undefined ? 'every table once clustered' : sqlName(table)} anew while nobody may use it. pg_repack does the like without blocking.`,
              table,
            ),
          ],
    undo: undoNothing,
  }
}

const blocked = (scope: Scope, id: string, what: string): readonly Hazard[] =>
  isNew(scope, id)
    ? []
    : [
        hazard(
          'SW-PG-BLOCKING-INDEX',
          'inform',
          `${what} blocks every write to ${sqlName(id)} until the build ends. Use REINDEX … CONCURRENTLY.`,
          id,
        ),
      ]

export function reindex(body: ReindexStmt, scope: Scope): Draft {
  const concurrent = isOn(body.params, 'concurrently')
  const kind = body.kind ?? 'REINDEX_OBJECT_TABLE'
  const alone =
    concurrent ||
    kind === 'REINDEX_OBJECT_SCHEMA' ||
    kind === 'REINDEX_OBJECT_DATABASE' ||
    kind === 'REINDEX_OBJECT_SYSTEM'
  const outside = alone
    ? ({ transaction: 'outside', outside: kind === 'REINDEX_OBJECT_INDEX' ? 'probed' : 'repeatable' } as const)
    : {}
  if (kind === 'REINDEX_OBJECT_INDEX') {
    const index = relation(scope, body.relation, ['index'])
    const table = indexedTable(scope, index)
    return {
      verb: 'reindex',
      ...outside,
      objects: [{ id: index, effect: 'alter' }],
      locks: [
        lock(index, concurrent ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE'),
        ...(table === undefined ? [] : [lock(table, concurrent ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE')]),
      ],
      scan: true,
      hazards: concurrent ? [] : blocked(scope, table ?? index, `REINDEX INDEX ${sqlName(index)}`),
      undo: undoNothing,
    }
  }
  if (kind === 'REINDEX_OBJECT_TABLE') {
    const table = relation(scope, body.relation, ['table', 'materialized-view'])
    return {
      verb: 'reindex',
      ...outside,
      objects: [{ id: table, effect: 'alter' }],
      locks: [lock(table, concurrent ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE')],
      scan: true,
      hazards: concurrent ? [] : blocked(scope, table, `REINDEX TABLE ${sqlName(table)}`),
      undo: undoNothing,
    }
  }
  const message =
    'It rebuilds one index after another, and each table takes no writes meanwhile. Use REINDEX … CONCURRENTLY.'
  return {
    verb: 'reindex',
    ...outside,
    objects:
      kind === 'REINDEX_OBJECT_SCHEMA' && body.name !== undefined
        ? [{ id: objectId('schema', body.name), effect: 'read' }]
        : [],
    scan: true,
    hazards: concurrent ? [] : [hazard('SW-PG-BLOCKING-INDEX', 'inform', message)],
    undo: undoNothing,
  }
}

export function refresh(body: RefreshMatViewStmt, scope: Scope): Draft {
  const view = relation(scope, body.relation, ['materialized-view'])
  const message = `Nobody can read ${sqlName(view)} while it is filled anew. With a unique index, use REFRESH MATERIALIZED VIEW CONCURRENTLY.`
  return {
    verb: 'refresh materialized view',
    objects: [{ id: view, effect: 'write' }],
    locks: [lock(view, body.concurrent === true ? 'EXCLUSIVE' : 'ACCESS EXCLUSIVE')],
    rewrite: body.concurrent !== true,
    scan: true,
    data: 'reads',
    hazards: body.concurrent === true || isNew(scope, view) ? [] : [hazard('SW-PG-REWRITE', 'inform', message, view)],
    undo: undoNothing,
  }
}
