import type { Analysis, Hazard, ObjectEffect, ObjectId } from '@slipway/core/plugin'
import { namesOf, objectId, sqlName } from '../../names/object-id.ts'
import type { AlterClause } from '../../read/alter-clause.ts'
import type { ColumnDefinition } from '../../read/definitions.ts'
import type { AlterTable } from '../../read/parsed.ts'
import type { Draft } from '../draft.ts'
import { exclusive, hazard } from '../draft.ts'
import { guardDrop } from '../guards.ts'
import type { Scope } from '../scope.ts'
import { found, idOf, isElsewhere, isNew, madeHere, partOf, relationOf } from '../scope.ts'
import { clauseGuard } from './clause-guard.ts'
import { columnBefore, converted } from './columns.ts'
import type { Forecast } from './forecast.ts'
import { forecast } from './forecast.ts'
import { forecastDraft } from './forecast-draft.ts'
import type { TableFacts } from './table-facts.ts'
import { factsOf } from './table-facts.ts'

/** What one clause does, besides how the server carries it out. */
interface Effects {
  readonly objects?: readonly ObjectEffect[]
  readonly data?: Analysis['data']
  readonly hazards?: readonly Hazard[]
  readonly columns?: readonly (readonly [ObjectId, ColumnDefinition | null])[]
  readonly engine?: string
}

const weight: readonly Analysis['data'][] = ['none', 'reads', 'adds', 'changes', 'destroys']

export function alterTable(parsed: AlterTable, scope: Scope): Draft {
  const table = idOf(scope, 'table', parsed.table)
  const effects = parsed.clauses.map((clause) => effectsOf(clause, table, scope))
  const data = Math.max(0, ...effects.map((one) => weight.indexOf(one.data ?? 'none')))
  const parents = parsed.clauses.flatMap((clause) =>
    clause.kind === 'add foreign key' ? [relationOf(scope, clause.key.references)] : [],
  )
  const engines = effects.flatMap(({ engine }) => (engine === undefined ? [] : [[table, engine] as const]))
  const guard = clauseGuard(parsed.clauses, table, scope)
  const facts = factsOf(scope, table)
  const way = forecast(parsed, facts)
  const carried = forecastDraft(way, facts, isNew(scope, table))
  const draft: Draft = {
    verb: 'alter table',
    objects: together([
      { id: table, effect: 'alter' },
      ...effects.flatMap(({ objects }) => objects ?? []),
      ...parents.map((id): ObjectEffect => ({ id, effect: 'read' })),
    ]),
    ...carried,
    locks: [
      ...carried.locks,
      ...[...new Set(parents)].filter((id) => id !== table && !isNew(scope, id)).map(exclusive),
    ],
    outside: 'ddl',
    wider: isElsewhere(parsed.table),
    data: weight[data] ?? 'none',
    hazards: [...effects.flatMap(({ hazards }) => hazards ?? []), ...(carried.hazards ?? [])],
    note: {
      columns: new Map(effects.flatMap(({ columns }) => columns ?? [])),
      engines: new Map(engines),
      rowVersions: new Map([[table, versionsAfter(parsed.clauses, way, facts)]]),
    },
    ...(guard === undefined ? {} : { guard }),
  }
  return parsed.ifExists ? guardDrop(scope, [table], draft) : draft
}

/** Writing a table anew starts the count anew; one statement counts once, whatever it adds and drops. */
function versionsAfter(clauses: readonly AlterClause[], { rebuilds }: Forecast, { rowVersions }: TableFacts): number {
  if (rebuilds) return 0
  const counts = clauses.some(({ kind }) => kind === 'add column' || kind === 'drop column')
  return rowVersions + (counts ? 1 : 0)
}

/** Keeps one effect of each object: the one that says most. */
function together(effects: readonly ObjectEffect[]): readonly ObjectEffect[] {
  const rank = ['read', 'alter', 'write', 'create', 'drop', 'rename']
  const kept = new Map<ObjectId, ObjectEffect>()
  for (const effect of effects) {
    const held = kept.get(effect.id)
    if (held === undefined || rank.indexOf(effect.effect) > rank.indexOf(held.effect)) kept.set(effect.id, effect)
  }
  return [...kept.values()]
}

function effectsOf(clause: AlterClause, table: ObjectId, scope: Scope): Effects {
  const part = (kind: string, name: string): ObjectId => partOf(scope, kind, table, name)
  const one = (kind: string, name: string, effect: 'create' | 'alter' | 'drop'): Effects => ({
    objects: [{ id: part(kind, name), effect }],
  })
  switch (clause.kind) {
    case 'add column': {
      const id = part('column', clause.column.name)
      return { objects: [{ id, effect: 'create' }], columns: [[id, clause.column]] }
    }
    case 'drop column':
      return dropColumn(part('column', clause.name), scope)
    case 'modify column': {
      const id = part('column', clause.column.name)
      return {
        objects: [{ id, effect: 'alter' }],
        columns: [[id, clause.column]],
        ...converted(id, clause.column, scope),
      }
    }
    case 'change column':
    case 'rename column': {
      const id = part('column', clause.name)
      const to = objectId('column', ...namesOf(table), clause.kind === 'rename column' ? clause.to : clause.column.name)
      const effect: ObjectEffect = id === to ? { id, effect: 'alter' } : { id, effect: 'rename', to }
      if (clause.kind === 'rename column')
        return { objects: [effect], columns: [[to, columnBefore(scope, id) ?? null]] }
      return { objects: [effect], columns: [[to, clause.column]], ...converted(id, clause.column, scope) }
    }
    case 'set default':
    case 'drop default':
    case 'column visibility':
      return one('column', clause.name, 'alter')
    case 'add index': {
      const { kind, name, columns } = clause.index
      return one(kind === 'primary' ? 'constraint' : 'index', name ?? columns[0] ?? '', 'create')
    }
    case 'drop index':
      return one('index', clause.name, 'drop')
    case 'rename index':
      return { objects: [{ id: part('index', clause.name), effect: 'rename', to: part('index', clause.to) }] }
    case 'index visibility':
      return one('index', clause.name, 'alter')
    case 'drop primary key':
      return one('constraint', 'PRIMARY', 'drop')
    case 'add foreign key':
      return clause.key.name === undefined ? {} : one('constraint', clause.key.name, 'create')
    case 'add check':
      return clause.check.name === undefined ? {} : one('constraint', clause.check.name, 'create')
    case 'drop foreign key':
      return one('constraint', clause.name, 'drop')
    case 'drop constraint': {
      const index = part('index', clause.name)
      return one(found(scope, index) === undefined ? 'constraint' : 'index', clause.name, 'drop')
    }
    case 'enforce':
      return one('constraint', clause.name, 'alter')
    case 'rename to':
      return { objects: [{ id: table, effect: 'rename', to: idOf(scope, 'table', clause.to) }] }
    case 'option':
      return clause.name === 'engine' ? { engine: clause.value } : {}
    case 'convert':
      return isNew(scope, table) ? {} : { data: 'changes', hazards: [recoded(table, clause.charset)] }
    case 'tablespace':
      return { data: 'destroys', hazards: clause.discard ? [lost(table, 'DISCARD TABLESPACE takes all rows of')] : [] }
    case 'system versioning':
      return clause.add
        ? {}
        : { data: 'destroys', hazards: [lost(table, 'DROP SYSTEM VERSIONING takes the history of')] }
    case 'partition':
      return partition(clause, table, scope)
    default:
      return {}
  }
}

function lost(id: ObjectId, how: string): Hazard {
  const message = `${how} ${sqlName(id)} for good: a rollback does not bring it back. Keep a copy of what is still wanted.`
  return hazard('SW-DATA-LOSS', 'stop', message, id)
}

function partition(clause: AlterClause & { readonly kind: 'partition' }, table: ObjectId, scope: Scope): Effects {
  if (!/^(drop|truncate)$/.test(clause.operation) || isNew(scope, table)) return {}
  const how = `${clause.operation.toUpperCase()} PARTITION ${clause.names.join(', ')} takes its rows out of`
  return { data: 'destroys', hazards: [lost(table, how)] }
}

function dropColumn(id: ObjectId, scope: Scope): Effects {
  const message = `The values of ${sqlName(id)} are gone for good: a rollback brings the column back empty. First deploy code that no longer uses it.`
  return {
    objects: [{ id, effect: 'drop' }],
    columns: [[id, null]],
    data: madeHere(scope, id) ? 'none' : 'destroys',
    hazards: isNew(scope, id) ? [] : [hazard('SW-DATA-LOSS', 'stop', message, id)],
  }
}

function recoded(table: ObjectId, charset: string): Hazard {
  const message = `The texts of ${sqlName(table)} are converted to ${charset}: what it cannot hold is lost, and TEXT types may grow by one size.`
  return hazard('SW-DATA-CHANGE', 'inform', message, table)
}
