import type { AlterObjectSchemaStmt, AlterOwnerStmt, Node, ObjectType, RangeVar, RenameStmt } from 'libpg-query'
import type { ObjectId } from '@slipway/core/plugin'
import { guardDrop } from '../../guard/guard-create.ts'
import { kindOf, lastName, ownerName, sqlName } from '../../names/object-id.ts'
import { quoteIdentifier } from '../../names/quote-identifier.ts'
import { sqlObject, sqlWords } from '../../names/sql-words.ts'
import { setOwner } from '../../reverse/access.ts'
import { undoBy, undoFrom, undoImpossible } from '../../reverse/undo.ts'
import type { Draft } from '../draft.ts'
import { lock } from '../draft.ts'
import type { Scope } from '../scope.ts'
import { partOf, relation, relationKinds } from '../scope.ts'
import { namedObject } from './object-names.ts'

const relationTypes: Partial<Readonly<Record<ObjectType, readonly string[]>>> = {
  OBJECT_TABLE: relationKinds,
  OBJECT_FOREIGN_TABLE: ['table'],
  OBJECT_VIEW: ['view'],
  OBJECT_MATVIEW: ['materialized-view'],
  OBJECT_SEQUENCE: ['sequence'],
  OBJECT_INDEX: ['index'],
}

const partTypes: Partial<Readonly<Record<ObjectType, string>>> = {
  OBJECT_COLUMN: 'column',
  OBJECT_TABCONSTRAINT: 'constraint',
  OBJECT_TRIGGER: 'trigger',
  OBJECT_RULE: 'rule',
  OBJECT_POLICY: 'policy',
}

interface Named {
  readonly id: ObjectId
  /** What the lock is on, where there is one. */
  readonly relation?: ObjectId
}

function target(
  scope: Scope,
  type: ObjectType | undefined,
  range: RangeVar | undefined,
  object: Node | undefined,
  subname?: string,
): Named | undefined {
  if (type === undefined) return undefined
  const part = partTypes[type]
  if (part !== undefined && range !== undefined) {
    const owner = relation(scope, range)
    return { id: partOf(owner, part, subname ?? ''), relation: owner }
  }
  const kinds = relationTypes[type]
  if (kinds !== undefined && range !== undefined) {
    const id = relation(scope, range, kinds)
    return { id, relation: id }
  }
  const id =
    type === 'OBJECT_SCHEMA' && subname !== undefined
      ? `schema:${quoteIdentifier(subname)}`
      : namedObject(scope, type, object)
  return id === undefined ? undefined : { id }
}

/** The id with another last name; the arguments of a routine stay. */
function renamed(id: ObjectId, name: string): ObjectId {
  const owner = ownerName(id)
  const suffix = /^(function|procedure|aggregate):/.test(id) ? (/\([^]*\)$/.exec(lastName(id))?.[0] ?? '') : ''
  return `${kindOf(id)}:${owner === '' ? '' : `${owner}.`}${quoteIdentifier(name)}${suffix}`
}

export function rename(body: RenameStmt, scope: Scope): Draft {
  const word =
    sqlWords[kindOf(target(scope, body.renameType, body.relation, body.object, body.subname)?.id ?? '')] ?? ''
  const found = target(scope, body.renameType, body.relation, body.object, body.subname)
  const verb = `rename ${word.toLowerCase()}`.trim()
  if (found === undefined) return renameOther(body, scope, verb)
  const { id } = found
  const to = renamed(id, body.newname ?? '')
  const part = partTypes[body.renameType ?? 'OBJECT_TABLE']
  const back = quoteIdentifier(
    lastName(id).startsWith('"')
      ? lastName(id).slice(1, -1).replaceAll('""', '"')
      : lastName(id).replace(/\([^]*\)$/, ''),
  )
  const statement =
    part === 'column' || part === 'constraint'
      ? `ALTER ${sqlWords[kindOf(found.relation ?? '')] ?? 'TABLE'} ${ownerName(id)} RENAME ${part.toUpperCase()} ${lastName(to)} TO ${lastName(id)}`
      : `ALTER ${sqlObject(to) ?? ''} RENAME TO ${back}`
  const mode = kindOf(id) === 'index' ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE'
  const state = scope.known.columns.get(id)
  const draft: Draft = {
    verb,
    objects: [
      { id, effect: 'rename', to },
      ...(found.relation === undefined || found.relation === id
        ? []
        : [{ id: found.relation, effect: 'alter' } as const]),
    ],
    locks: found.relation === undefined ? [] : [lock(found.relation, mode)],
    undo:
      body.missing_ok === true
        ? undoFrom((before) => (before.objects[id] === undefined ? { kind: 'nothing' } : undoBy([statement])(before)))
        : undoBy([statement]),
    ...(state === undefined ? {} : { columns: new Map([[to, state]]) }),
  }
  return body.missing_ok === true ? guardDrop(scope, [found.relation ?? id], draft) : draft
}

function renameOther(body: RenameStmt, scope: Scope, verb: string): Draft {
  if (body.renameType === 'OBJECT_ATTRIBUTE') {
    const type = relation(scope, body.relation, ['type'])
    const statement = `ALTER TYPE ${sqlName(type)} RENAME ATTRIBUTE ${quoteIdentifier(body.newname ?? '')} TO ${quoteIdentifier(body.subname ?? '')}`
    return { verb: 'rename attribute', objects: [{ id: type, effect: 'alter' }], undo: undoBy([statement]) }
  }
  if (body.renameType === 'OBJECT_DOMCONSTRAINT') {
    const domain = namedObject(scope, 'OBJECT_DOMAIN', body.object) ?? ''
    const statement = `ALTER DOMAIN ${sqlName(domain)} RENAME CONSTRAINT ${quoteIdentifier(body.newname ?? '')} TO ${quoteIdentifier(body.subname ?? '')}`
    return { verb: 'alter domain', objects: [{ id: domain, effect: 'alter' }], undo: undoBy([statement]) }
  }
  const wider =
    body.renameType === 'OBJECT_ROLE' ||
    body.renameType === 'OBJECT_DATABASE' ||
    body.renameType === 'OBJECT_TABLESPACE'
  const word = body.renameType?.slice('OBJECT_'.length) ?? ''
  const statement = `ALTER ${word} ${quoteIdentifier(body.newname ?? '')} RENAME TO ${quoteIdentifier(body.subname ?? '')}`
  const undo =
    wider && body.subname !== undefined ? undoBy([statement]) : undoImpossible('how to rename it back is not known')
  return { verb, wider, undo }
}

export function setSchema(body: AlterObjectSchemaStmt, scope: Scope): Draft {
  const found = target(scope, body.objectType, body.relation, body.object)
  const verb = 'set schema'
  if (found === undefined) return { verb, undo: undoImpossible('which schema it stood in is not known') }
  const { id } = found
  const to = `${kindOf(id)}:${quoteIdentifier(body.newschema ?? '')}.${lastName(id)}`
  if (kindOf(id) === 'extension') {
    const undo = undoFrom((before) => {
      const schema = /SCHEMA (\S+)$/.exec(before.objects[id]?.definition ?? '')?.[1]
      if (schema === undefined)
        return { kind: 'impossible', reason: `extension ${sqlName(id)} is not in the schema before` }
      return undoBy([`ALTER EXTENSION ${sqlName(id)} SET SCHEMA ${schema}`])(before)
    })
    return { verb, objects: [{ id, effect: 'alter' }], undo }
  }
  return {
    verb,
    objects: [{ id, effect: 'rename', to }],
    locks: found.relation === undefined ? [] : [lock(found.relation, 'ACCESS EXCLUSIVE')],
    undo: undoBy([`ALTER ${sqlObject(to) ?? ''} SET SCHEMA ${ownerName(id)}`]),
  }
}

export function setOwnerOf(body: AlterOwnerStmt, scope: Scope): Draft {
  const found = target(scope, body.objectType, body.relation, body.object)
  const wider =
    body.objectType === 'OBJECT_DATABASE' ||
    body.objectType === 'OBJECT_TABLESPACE' ||
    body.objectType === 'OBJECT_SUBSCRIPTION'
  const owner = `owner:${found?.id ?? ''}`
  return {
    verb: 'alter owner',
    wider,
    objects: found === undefined || wider ? [] : [{ id: owner, effect: 'alter' }],
    locks: found?.relation === undefined ? [] : [lock(found.relation, 'ACCESS EXCLUSIVE')],
    undo: undoFrom((before) => {
      const role = before.objects[owner]?.definition
      const statements = role === undefined ? undefined : setOwner(owner, role)
      if (statements === undefined) return { kind: 'impossible', reason: 'who owned it is not in the schema before' }
      return { kind: 'statements', statements, class: 'exact' }
    }),
  }
}
