import type {
  CreateEventTrigStmt,
  CreateExtensionStmt,
  CreateFunctionStmt,
  CreatePolicyStmt,
  CreatePublicationStmt,
  CreateSchemaStmt,
  CreateSeqStmt,
  CreateStatsStmt,
  CreateTrigStmt,
  DefineStmt,
  RuleStmt,
} from 'libpg-query'
import type { ObjectEffect, ObjectId } from '@slipway/core/plugin'
import { as, strings } from '../../grammar/ast.ts'
import { compareText, guardCreate } from '../../guard/guard-create.ts'
import { kindOf, objectId, sqlName } from '../../names/object-id.ts'
import { sqlObject } from '../../names/sql-words.ts'
import { typeText } from '../../names/type-name.ts'
import type { Undo } from '../../reverse/undo.ts'
import { undoBy, undoFrom, undoImpossible, undoNothing } from '../../reverse/undo.ts'
import { compareSequence } from '../../compare/compare-sequence.ts'
import type { Draft } from '../draft.ts'
import { hazard, lock } from '../draft.ts'
import { reads } from '../references.ts'
import type { Scope } from '../scope.ts'
import { newId, newRelation, partOf, relation, relationKinds } from '../scope.ts'
import { routineId } from './object-names.ts'

export function dropping(id: ObjectId): Undo {
  const subject = sqlObject(id)
  return subject === undefined
    ? undoImpossible(`${kindOf(id)} ${sqlName(id)} has no DROP that Slipway knows`)
    : undoBy([`DROP ${subject}`])
}

/** CREATE OR REPLACE: what was there comes back, and what was not goes. */
function replacing(id: ObjectId, back: (definition: string, drop: string) => readonly string[]): Undo {
  const drop = `DROP ${sqlObject(id) ?? ''}`
  return undoFrom((before) => {
    const definition = before.objects[id]?.definition
    return undoBy(definition === undefined ? [drop] : back(definition, drop))(before)
  })
}

export function created(verb: string, id: ObjectId, rest: Partial<Draft> = {}): Draft {
  return { verb, undo: dropping(id), ...rest, objects: [{ id, effect: 'create' }, ...(rest.objects ?? [])] }
}

export function replaced(scope: Scope, id: ObjectId): ObjectEffect {
  return { id, effect: scope.schema?.objects[id] === undefined && !scope.known.made.has(id) ? 'create' : 'alter' }
}

export function createSchema(body: CreateSchemaStmt, scope: Scope): Draft {
  const name = body.schemaname ?? as({ RoleSpec: body.authrole ?? {} }, 'RoleSpec')?.rolename ?? ''
  const id = objectId('schema', name)
  const inside = body.schemaElts !== undefined && body.schemaElts.length > 0
  const undo = inside ? undoBy([`DROP SCHEMA ${sqlName(id)} CASCADE`]) : dropping(id)
  const draft: Draft = { verb: 'create schema', objects: [{ id, effect: 'create' }], undo }
  return body.if_not_exists === true
    ? guardCreate(scope, id, draft, (schema) => compareText(id, 'SCHEMA', schema))
    : draft
}

export function createExtension(body: CreateExtensionStmt, scope: Scope): Draft {
  const id = objectId('extension', body.extname ?? '')
  const options = new Map(
    (body.options ?? []).flatMap((node) => {
      const option = as(node, 'DefElem')
      return option === undefined ? [] : [[option.defname ?? '', as(option.arg, 'String')?.sval ?? ''] as const]
    }),
  )
  const draft = created('create extension', id)
  if (body.if_not_exists !== true) return draft
  return guardCreate(scope, id, draft, (schema) => {
    const definition = schema.objects[id]?.definition ?? ''
    const [, version = '', space = ''] = /^VERSION '(.*)' SCHEMA (.*)$/.exec(definition) ?? []
    const differences = [
      ...(options.has('new_version') && options.get('new_version') !== version
        ? [`there is version ${version}, meant is ${options.get('new_version')}`]
        : []),
      ...(options.has('schema') && options.get('schema') !== space
        ? [`it stands in schema ${space}, meant is ${options.get('schema')}`]
        : []),
    ]
    return differences.length === 0 ? { verdict: 'noop' } : { verdict: 'differs', differences }
  })
}

export function createSequence(body: CreateSeqStmt, scope: Scope): Draft {
  const id = newRelation(scope, body.sequence, 'sequence')
  const draft = created('create sequence', id, body.sequence?.relpersistence === 't' ? { undo: undoNothing } : {})
  return body.if_not_exists === true
    ? guardCreate(scope, id, draft, (schema) => compareSequence(body, schema.objects[id]?.definition ?? ''))
    : draft
}

export function createFunction(body: CreateFunctionStmt, scope: Scope): Draft {
  const inputs = (body.parameters ?? []).flatMap((node) => {
    const parameter = as(node, 'FunctionParameter')
    const isOutput = parameter?.mode === 'FUNC_PARAM_OUT' || parameter?.mode === 'FUNC_PARAM_TABLE'
    return parameter?.argType === undefined || (isOutput && body.is_procedure !== true) ? [] : [parameter.argType]
  })
  const space = scope.searchPath[0] ?? 'public'
  const kind = body.is_procedure === true ? 'procedure' : 'function'
  const types = inputs.map((type) => typeText(type, space, false))
  const id = newRoutine(scope, kind, strings(body.funcname), types)
  const verb = `create ${kind}`
  if (body.replace !== true) return created(verb, id)
  return { verb, objects: [replaced(scope, id)], undo: replacing(id, (definition) => [definition]) }
}

function newRoutine(scope: Scope, kind: string, names: readonly string[], types: readonly string[]): ObjectId {
  return routineId(scope, [kind], names, types)
}

export function createTrigger(body: CreateTrigStmt, scope: Scope): Draft {
  const owner = relation(scope, body.relation)
  const id = partOf(owner, 'trigger', body.trigname ?? '')
  const rest = { objects: [{ id: owner, effect: 'alter' } as const], locks: [lock(owner, 'SHARE ROW EXCLUSIVE')] }
  if (body.replace !== true) return created('create trigger', id, rest)
  const undo = replacing(id, (definition, drop) => [
    drop,
    definition.replace(/ (?:DISABLED|ENABLE REPLICA|ENABLE ALWAYS)$/, ''),
  ])
  return { verb: 'create trigger', ...rest, objects: [replaced(scope, id), ...rest.objects], undo }
}

export function createPolicy(body: CreatePolicyStmt, scope: Scope): Draft {
  const owner = relation(scope, body.table, ['table'])
  const id = partOf(owner, 'policy', body.policy_name ?? '')
  return created('create policy', id, {
    objects: [{ id: owner, effect: 'alter' }],
    locks: [lock(owner, 'ACCESS EXCLUSIVE')],
  })
}

export function createRule(body: RuleStmt, scope: Scope): Draft {
  const owner = relation(scope, body.relation)
  const id = partOf(owner, 'rule', body.rulename ?? '')
  const rest = { objects: [{ id: owner, effect: 'alter' } as const], locks: [lock(owner, 'ACCESS EXCLUSIVE')] }
  if (body.replace !== true) return created('create rule', id, rest)
  const undo = replacing(id, (definition) => [
    definition.replace(/^CREATE RULE/, 'CREATE OR REPLACE RULE').replace(/;$/, ''),
  ])
  return { verb: 'create rule', ...rest, objects: [replaced(scope, id), ...rest.objects], undo }
}

export function createStatistics(body: CreateStatsStmt, scope: Scope): Draft {
  const tables = (body.relations ?? []).flatMap((node) => {
    const range = as(node, 'RangeVar')
    return range === undefined ? [] : [relation(scope, range, relationKinds)]
  })
  const locks = tables.map((table) => lock(table, 'SHARE UPDATE EXCLUSIVE'))
  const names = strings(body.defnames)
  if (names.length === 0) {
    return {
      verb: 'create statistics',
      locks,
      objects: tables.map((id) => ({ id, effect: 'alter' })),
      undo: undoImpossible('the name that PostgreSQL chooses for these statistics cannot be told; name them'),
    }
  }
  const id = newId(scope, 'statistics', names)
  const draft = created('create statistics', id, {
    locks,
    objects: tables.map((table) => ({ id: table, effect: 'read' })),
  })
  return body.if_not_exists === true ? guardCreate(scope, id, draft, () => ({ verdict: 'unsure' })) : draft
}

export function createPublication(body: CreatePublicationStmt, scope: Scope): Draft {
  const id = objectId('publication', body.pubname ?? '')
  return created('create publication', id, { objects: reads(scope, body.pubobjects) })
}

export function createEventTrigger(body: CreateEventTrigStmt): Draft {
  return created('create event trigger', objectId('event-trigger', body.trigname ?? ''))
}

/** CREATE AGGREGATE, TYPE (base), COLLATION and text search objects share one form. */
export function define(body: DefineStmt, scope: Scope): Draft {
  const names = strings(body.defnames)
  if (body.kind === 'OBJECT_TYPE') return created('create type', newId(scope, 'type', names))
  if (body.kind === 'OBJECT_COLLATION') {
    const id = newId(scope, 'collation', names)
    const draft = created('create collation', id)
    return body.if_not_exists === true ? guardCreate(scope, id, draft, () => ({ verdict: 'unsure' })) : draft
  }
  if (body.kind === 'OBJECT_AGGREGATE' && body.oldstyle !== true && body.replace !== true) {
    const parameters = as(body.args?.[0], 'List')?.items ?? []
    const types = parameters.map((node) =>
      typeText(as(node, 'FunctionParameter')?.argType, scope.searchPath[0] ?? 'public', false),
    )
    return created('create aggregate', routineId(scope, ['aggregate'], names, types))
  }
  const word = (body.kind ?? '').slice('OBJECT_'.length).toLowerCase()
  return {
    verb: `create ${word}`,
    undo: undoImpossible(`write its DROP as a down: Slipway does not derive one for ${word}`),
  }
}

/** A foreign server, wrapper or user mapping reaches another machine. */
export function reachingOut(verb: string, id: ObjectId | undefined): Draft {
  const message = 'It gives this database a way to reach another one, or a file.'
  return {
    ...(id === undefined
      ? { verb, undo: undoImpossible('Slipway does not derive an undo for it; write its down') }
      : created(verb, id)),
    wider: true,
    hazards: [hazard('SW-WIDER-SCOPE', 'inform', message, id)],
  }
}
