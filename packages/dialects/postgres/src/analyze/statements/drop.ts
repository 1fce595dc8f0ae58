import type { DropStmt } from 'libpg-query'
import type { Hazard, Lock, ObjectId } from '@slipway/core/plugin'
import { guardDrop, spoken } from '../../guard/guard-create.ts'
import { kindOf, ownerName, sqlName } from '../../names/object-id.ts'
import { partsOf } from '../../names/schema-index.ts'
import { sqlWords } from '../../names/sql-words.ts'
import { closure, restore } from '../../reverse/restore.ts'
import { undoFrom, undoImpossible, undoNothing } from '../../reverse/undo.ts'
import { referenced } from '../alter-table/constraint-commands.ts'
import type { Draft } from '../draft.ts'
import { hazard, lock, strongest } from '../draft.ts'
import type { Scope } from '../scope.ts'
import { exists, isNew, relationKinds } from '../scope.ts'
import { namedObject } from './object-names.ts'

const locked: ReadonlySet<string> = new Set(relationKinds)

/** The table, view or materialized view that a trigger, rule or policy stands on. */
function standsOn(scope: Scope, id: ObjectId): ObjectId {
  const name = ownerName(id)
  return (
    ['table', 'view', 'materialized-view'].map((kind) => `${kind}:${name}`).find((owner) => exists(scope, owner)) ??
    `table:${name}`
  )
}

/** The table of an index, from its definition. */
export function indexedTable(scope: Scope, index: ObjectId): ObjectId | undefined {
  const name = / ON (?:ONLY )?((?:"(?:[^"]|"")+"|[^\s"])+) USING /.exec(
    scope.schema?.objects[index]?.definition ?? '',
  )?.[1]
  return name === undefined ? undefined : `table:${name}`
}

function locksOf(scope: Scope, id: ObjectId, concurrent: boolean): readonly Lock[] {
  const kind = kindOf(id)
  if (kind === 'index') {
    const table = indexedTable(scope, id)
    const mode = concurrent ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE'
    return [lock(id, mode), ...(table === undefined ? [] : [lock(table, mode)])]
  }
  if (kind === 'trigger' || kind === 'rule' || kind === 'policy') return [lock(standsOn(scope, id), 'ACCESS EXCLUSIVE')]
  if (!locked.has(kind)) return []
  const constraints = kind === 'table' ? partsOf(scope.schema, 'constraint', sqlName(id)) : []
  const parents = constraints.flatMap((key) => referenced(scope, scope.schema?.objects[key]?.definition) ?? [])
  return [lock(id, 'ACCESS EXCLUSIVE'), ...parents.map((parent) => lock(parent, 'ACCESS EXCLUSIVE'))]
}

/** What holds rows and goes with the objects, as far as the schema says. */
function losses(scope: Scope, ids: readonly ObjectId[], cascade: boolean): readonly Hazard[] {
  const { schema } = scope
  const gone = cascade && schema !== undefined ? closure(ids, schema) : ids
  const tables = gone.filter((id) => kindOf(id) === 'table' && !isNew(scope, id))
  const columns = gone.filter(
    (id) => kindOf(id) === 'column' && !isNew(scope, id) && !gone.includes(`table:${ownerName(id)}`),
  )
  const unseen = ids.filter(
    (id) => cascade && schema === undefined && /^(schema|extension|type|domain):/.test(id) && !isNew(scope, id),
  )
  return [...new Set([...ids.filter((id) => tables.includes(id)), ...tables, ...columns])]
    .map((id) =>
      hazard(
        'SW-DATA-LOSS',
        'stop',
        `${spoken(id)} goes with all its rows: a rollback brings it back empty. First deploy code that no longer uses it, and keep a copy of what is still wanted.`,
        id,
      ),
    )
    .concat(
      unseen.map((id) =>
        hazard(
          'SW-DATA-LOSS',
          'stop',
          `${spoken(id)} is dropped with CASCADE, and with it tables or columns that may hold rows.`,
          id,
        ),
      ),
    )
}

export function drop(body: DropStmt, scope: Scope): Draft {
  const ids = (body.objects ?? []).flatMap((node) => namedObject(scope, body.removeType, node) ?? [])
  const kind = kindOf(ids[0] ?? 'object:')
  const verb = `drop ${(sqlWords[kind] ?? body.removeType?.slice('OBJECT_'.length).replaceAll('_', ' ') ?? '').toLowerCase()}`
  if (ids.length === 0) return { verb, undo: undoImpossible('what it drops has no definition that Slipway reads') }
  const concurrent = body.concurrent === true
  const hazards = losses(scope, ids, body.behavior === 'DROP_CASCADE')
  const temporary = ids.every((id) => sqlName(id).startsWith('pg_temp.'))
  const draft: Draft = {
    verb,
    objects: ids.map((id) => ({ id, effect: 'drop' })),
    locks: strongest(ids.flatMap((id) => locksOf(scope, id, concurrent))),
    ...(concurrent ? { transaction: 'outside', outside: 'probed' } : {}),
    data: hazards.length > 0 || kind === 'table' ? 'destroys' : 'none',
    hazards,
    undo: temporary ? undoNothing : undoDrop(ids, concurrent),
  }
  return body.missing_ok === true ? guardDrop(scope, ids, draft) : draft
}

/** What was dropped without blocking comes back without blocking. */
function undoDrop(ids: readonly ObjectId[], concurrent: boolean): Draft['undo'] {
  return undoFrom((before) => {
    const reverse = restore(ids, before)
    if (!concurrent || reverse.kind !== 'statements') return reverse
    return {
      ...reverse,
      statements: reverse.statements.map((text) =>
        text.replace(/^CREATE (UNIQUE )?INDEX /, 'CREATE $1INDEX CONCURRENTLY '),
      ),
    }
  })
}
