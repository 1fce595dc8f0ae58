import type { Node, SelectStmt, ViewStmt } from 'libpg-query'
import type { ObjectId, Schema } from '@slipway/core/plugin'
import { as } from '../../grammar/ast.ts'
import { sqlName } from '../../names/object-id.ts'
import { recreate } from '../../reverse/recreate.ts'
import { remakeViews } from '../../reverse/restore.ts'
import type { Undo } from '../../reverse/undo.ts'
import { undoBy, undoFrom, undoNothing } from '../../reverse/undo.ts'
import type { Draft } from '../draft.ts'
import { lock } from '../draft.ts'
import { reads } from '../references.ts'
import type { Scope } from '../scope.ts'
import { newRelation } from '../scope.ts'
import { created, dropping, replaced } from './create-object.ts'

/** CREATE [OR REPLACE] VIEW. */
export function createView(body: ViewStmt, scope: Scope): Draft {
  const id = newRelation(scope, body.view, 'view')
  const read = reads(scope, body.query)
  if (body.view?.relpersistence === 't')
    return { verb: 'create view', objects: [{ id, effect: 'create' }, ...read], undo: undoNothing }
  if (body.replace !== true) return created('create view', id, { objects: read })
  const undo = undoFrom((before) => (before.objects[id] ? putBack(id, body, scope)(before) : dropping(id)(before)))
  return { verb: 'create view', objects: [replaced(scope, id), ...read], locks: [lock(id, 'ACCESS EXCLUSIVE')], undo }
}

/** OR REPLACE may add columns and never takes one away: where the old view has fewer, it has to be made anew. */
function putBack(id: ObjectId, body: ViewStmt, scope: Scope): Undo {
  return undoFrom((before) => {
    const object = before.objects[id]
    const made = object && recreate(id, object, new Set(), before)
    if (made === undefined)
      return { kind: 'impossible', reason: `view ${sqlName(id)} cannot be made again from its definition` }
    const columns = countColumns(body.query)
    if (columns === undefined || columns !== countBefore(id, before, scope)) return remakeViews(id, before)
    return undoBy(made.map((text) => text.replace(/^CREATE VIEW/, 'CREATE OR REPLACE VIEW')))(before)
  })
}

function countBefore(id: ObjectId, before: Schema, scope: Scope): number | undefined {
  const object = before.objects[id]
  const text = object && recreate(id, object, new Set(), before)?.[0]
  return text === undefined ? undefined : countColumns(as(scope.grammar.parse(text), 'ViewStmt')?.query)
}

/** How many columns a query gives; `undefined` where a star hides it. */
function countColumns(query: Node | undefined): number | undefined {
  let select: SelectStmt | undefined = as(query, 'SelectStmt')
  while (select?.larg !== undefined) select = select.larg
  const targets = select?.targetList
  if (targets === undefined) return undefined
  const star = targets.some((target) =>
    (as(as(target, 'ResTarget')?.val, 'ColumnRef')?.fields ?? []).some((field) => as(field, 'A_Star') !== undefined),
  )
  return star ? undefined : targets.length
}
