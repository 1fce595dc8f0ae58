import type { CommentStmt, GrantStmt, Node, ObjectType } from 'libpg-query'
import type { ObjectId, Schema } from '@slipway/core/plugin'
import { as } from '../../grammar/ast.ts'
import { objectId } from '../../names/object-id.ts'
import { quoteIdentifier } from '../../names/quote-identifier.ts'
import { grantParts, setComment, setGrants } from '../../reverse/access.ts'
import { undoBy, undoFrom, undoImpossible } from '../../reverse/undo.ts'
import type { Draft } from '../draft.ts'
import { lock } from '../draft.ts'
import type { Scope } from '../scope.ts'
import { partOf, relation } from '../scope.ts'
import { namedObject } from './object-names.ts'

export function comment(body: CommentStmt, scope: Scope): Draft {
  const wider =
    body.objtype === 'OBJECT_DATABASE' || body.objtype === 'OBJECT_ROLE' || body.objtype === 'OBJECT_TABLESPACE'
  const id = namedObject(scope, body.objtype, body.object)
  if (id === undefined || wider)
    return { verb: 'comment', wider, undo: undoImpossible('the comment that was there is not kept') }
  const subject: ObjectId = `comment:${id}`
  const locked = /^(table|view|materialized-view|index|sequence):/.test(id)
  return {
    verb: 'comment',
    objects: [{ id: subject, effect: 'alter' }],
    locks: locked ? [lock(id, 'SHARE UPDATE EXCLUSIVE')] : [],
    undo: undoFrom((before) => {
      const statements = setComment(subject, before.objects[subject]?.definition)
      if (statements === undefined) return { kind: 'impossible', reason: 'the comment that was there is not kept' }
      return { kind: 'statements', statements, class: 'exact' }
    }),
  }
}

function roles(nodes: readonly Node[] | undefined): readonly string[] | undefined {
  const found = (nodes ?? []).map((node) => {
    const role = as(node, 'RoleSpec')
    if (role?.roletype === 'ROLESPEC_PUBLIC') return 'PUBLIC'
    return role?.roletype === 'ROLESPEC_CSTRING' && role.rolename !== undefined
      ? quoteIdentifier(role.rolename)
      : undefined
  })
  return found.every((role) => role !== undefined) ? found : undefined
}

function targets(body: GrantStmt, scope: Scope): readonly ObjectId[] {
  return (body.objects ?? []).flatMap((node) => {
    const range = as(node, 'RangeVar')
    if (range === undefined) return namedObject(scope, body.objtype, node) ?? []
    const columns = (body.privileges ?? []).flatMap((privilege) => as(privilege, 'AccessPriv')?.cols ?? [])
    const id = relation(scope, range)
    const parts = columns.map((column) => partOf(id, 'column', as(column, 'String')?.sval ?? ''))
    const whole =
      (body.privileges ?? []).some((privilege) => as(privilege, 'AccessPriv')?.cols === undefined) ||
      body.privileges === undefined
    return [...(whole ? [id] : []), ...parts]
  })
}

export function grant(body: GrantStmt, scope: Scope): Draft {
  const verb = body.is_grant === true ? 'grant' : 'revoke'
  const wider =
    body.objtype === 'OBJECT_DATABASE' ||
    body.objtype === 'OBJECT_TABLESPACE' ||
    body.objtype === 'OBJECT_PARAMETER_ACL'
  const names = roles(body.grantees)
  const plain = body.targtype === 'ACL_TARGET_OBJECT' && names !== undefined && !wider
  if (!plain) {
    const schemas =
      body.targtype === 'ACL_TARGET_ALL_IN_SCHEMA'
        ? (body.objects ?? []).flatMap((node) => as(node, 'String')?.sval ?? [])
        : []
    return {
      verb,
      wider,
      objects: schemas.map((schema) => ({ id: objectId('schema', schema), effect: 'read' })),
      undo:
        schemas.length > 0 && names !== undefined
          ? undoInSchemas(schemas, names, body.objtype)
          : undoImpossible('which privileges there were is not kept'),
    }
  }
  const ids = targets(body, scope).flatMap((id) => names.map((role) => `grant:${id}:${role}`))
  return { verb, objects: ids.map((id) => ({ id, effect: 'alter' })), undo: undoGrants(() => ids) }
}

/** What a role has where nobody ever granted or revoked anything. */
function standard(id: ObjectId, before: Schema): string | undefined {
  const [subject, role] = grantParts(id)
  if (role === before.objects[`owner:${subject}`]?.definition) return 'ALL'
  if (role !== 'PUBLIC') return undefined
  if (/^(function|procedure):/.test(subject)) return 'EXECUTE'
  return /^(type|domain|language):/.test(subject) ? 'USAGE' : undefined
}

function undoGrants(list: (ids: readonly ObjectId[]) => readonly ObjectId[]): Draft['undo'] {
  return undoFrom((before) => {
    const statements: string[] = []
    for (const id of list(Object.keys(before.objects))) {
      const made = setGrants(id, before.objects[id]?.definition ?? standard(id, before))
      if (made === undefined) return { kind: 'impossible', reason: 'which privileges there were is not kept' }
      statements.push(...made)
    }
    return undoBy(statements)(before)
  })
}

const inSchema: Partial<Readonly<Record<ObjectType, RegExp>>> = {
  OBJECT_TABLE: /^(table|view|materialized-view):/,
  OBJECT_SEQUENCE: /^sequence:/,
  OBJECT_FUNCTION: /^function:/,
  OBJECT_PROCEDURE: /^procedure:/,
  OBJECT_ROUTINE: /^(function|procedure):/,
}

function undoInSchemas(
  schemas: readonly string[],
  names: readonly string[],
  type: ObjectType | undefined,
): Draft['undo'] {
  const kinds = inSchema[type ?? 'OBJECT_TABLE'] ?? /^$/
  const prefixes = schemas.map((schema) => `${quoteIdentifier(schema)}.`)
  return undoGrants((ids) => {
    const inside = ids.filter(
      (id) => kinds.test(id) && prefixes.some((prefix) => id.slice(id.indexOf(':') + 1).startsWith(prefix)),
    )
    return inside.flatMap((id) => names.map((role) => `grant:${id}:${role}`))
  })
}
