import type { Hazard, Lock, ObjectEffect, ObjectId } from '@slipway/core/plugin'
import { sqlName } from '../../names/object-id.ts'
import type { CreateTable, Drop, Name, RenameTables, Truncate } from '../../read/parsed.ts'
import type { Draft } from '../draft.ts'
import { exclusive, hazard, nothingToUndo, notUndone, shared } from '../draft.ts'
import type { Compare } from '../guards.ts'
import { guardCreate, guardDrop } from '../guards.ts'
import type { Scope } from '../scope.ts'
import { exists, found, idOf, isElsewhere, isNew, madeHere, partOf, relationOf } from '../scope.ts'

const reading = (scope: Scope, names: readonly Name[]): readonly ObjectEffect[] =>
  names.map((name) => ({ id: relationOf(scope, name), effect: 'read' }))

export function createTable(parsed: CreateTable, scope: Scope, compare: Compare): Draft {
  const table = idOf(scope, 'table', parsed.table)
  const columns = new Map(parsed.columns.map((column) => [partOf(scope, 'column', table, column.name), column]))
  const engine = parsed.options['engine']
  const engines = new Map(engine === undefined ? [] : [[table, engine]])
  const sources = [...(parsed.like === undefined ? [] : [parsed.like]), ...(parsed.select ?? [])]
  if (parsed.temporary) {
    return {
      verb: 'create temporary table',
      objects: reading(scope, sources),
      data: parsed.select === undefined ? 'none' : 'reads',
      reverse: nothingToUndo,
      note: { temporary: [table], engines, columns },
    }
  }
  const parents = parsed.foreignKeys.map(({ references }) => relationOf(scope, references)).filter((id) => id !== table)
  const old = parsed.orReplace ? found(scope, table) : undefined
  const draft: Draft = {
    verb: parsed.select === undefined ? 'create table' : 'create table select',
    objects: [
      { id: table, effect: 'create' },
      ...[...new Set(parents)].map((id): ObjectEffect => ({ id, effect: 'read' })),
      ...reading(scope, sources).filter(({ id }) => id !== table),
    ],
    locks: [
      exclusive(table),
      ...[...new Set(parents)].filter((id) => !isNew(scope, id)).map(exclusive),
      ...reading(scope, sources).map(({ id }): Lock => shared(id, 'SHARED_READ')),
    ],
    outside: 'ddl',
    wider: isElsewhere(parsed.table),
    data: parsed.orReplace && old !== undefined ? 'destroys' : parsed.select === undefined ? 'none' : 'reads',
    hazards: parsed.orReplace && old !== undefined ? [loss(table, 'CREATE OR REPLACE TABLE drops')] : [],
    note: { engines, columns },
  }
  return parsed.ifNotExists ? guardCreate(scope, parsed, table, draft, compare) : draft
}

function loss(table: ObjectId, how: string): Hazard {
  const message = `${how} ${sqlName(table)} with its rows for good: a rollback does not bring them back. Keep a copy of what is still wanted.`
  return hazard('SW-DATA-LOSS', 'stop', message, table)
}

export function dropTables(parsed: Drop, scope: Scope): Draft {
  const tables = parsed.names.map((name) => idOf(scope, 'table', name))
  const temporary = parsed.temporary || tables.every((id) => scope.known.temporary.has(id))
  if (temporary) return { verb: 'drop temporary table', reverse: nothingToUndo }
  const old = tables.filter((id) => !isNew(scope, id))
  const draft: Draft = {
    verb: 'drop table',
    objects: tables.map((id) => ({ id, effect: 'drop' })),
    locks: tables.map(exclusive),
    outside: 'ddl',
    wider: parsed.names.some(isElsewhere),
    data: tables.every((id) => madeHere(scope, id)) ? 'none' : 'destroys',
    hazards: old
      .filter((id) => !parsed.ifExists || scope.schema === undefined || exists(scope, id))
      .map((id) => loss(id, 'DROP TABLE takes')),
  }
  return parsed.ifExists ? guardDrop(scope, tables, draft) : draft
}

export function renameTables(parsed: RenameTables, scope: Scope): Draft {
  const moves = parsed.pairs.map(({ from, to }): ObjectEffect & { readonly to: ObjectId } => {
    const id = relationOf(scope, from)
    return { id, effect: 'rename', to: idOf(scope, id.startsWith('view:') ? 'view' : 'table', to) }
  })
  const wider = parsed.pairs.some(({ from, to }) => isElsewhere(from) || isElsewhere(to))
  const draft: Draft = {
    verb: 'rename table',
    objects: moves,
    locks: [...new Set(moves.flatMap(({ id, to }) => [id, to]))].map(exclusive),
    outside: 'ddl',
    wider,
  }
  return parsed.ifExists
    ? guardDrop(
        scope,
        moves.map(({ id }) => id),
        draft,
      )
    : draft
}

export function truncate(parsed: Truncate, scope: Scope): Draft {
  const table = idOf(scope, 'table', parsed.table)
  return {
    verb: 'truncate',
    objects: [{ id: table, effect: 'write' }],
    locks: [exclusive(table)],
    // The catalog does not tell an emptied table from one that was empty, and rows may have come since.
    outside: 'unknowable',
    wider: isElsewhere(parsed.table),
    data: 'destroys',
    hazards: isNew(scope, table)
      ? []
      : [
          hazard(
            'SW-DATA-LOSS',
            'stop',
            `TRUNCATE takes all rows of ${sqlName(table)} for good: a rollback does not bring them back. Keep a copy of what is still wanted.`,
            table,
          ),
        ],
    reverse: madeHere(scope, table) ? nothingToUndo : notUndone(`the rows that ${sqlName(table)} had are not kept`),
  }
}
