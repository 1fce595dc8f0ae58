import type { Node } from 'libpg-query'
import type { ObjectId } from '@slipway/core/plugin'
import { as, strings } from '../grammar/ast.ts'
import type { Scope } from '../analyze/scope.ts'
import { named, relation } from '../analyze/scope.ts'
import { objectId, ownerName, splitName, unquote } from '../names/object-id.ts'
import { namedObject } from '../analyze/statements/object-names.ts'

/** Statements that a look at the catalog can tell about, with what to look at. */
export type Probed =
  | { readonly kind: 'create-index'; readonly index: ObjectId }
  | { readonly kind: 'drop-index'; readonly indexes: readonly ObjectId[] }
  | { readonly kind: 'reindex'; readonly index: ObjectId; readonly leftovers: readonly ObjectId[] }
  | { readonly kind: 'detach'; readonly table: ObjectId; readonly partition: ObjectId }
  | { readonly kind: 'create'; readonly object: ObjectId }
  | { readonly kind: 'drop'; readonly object: ObjectId }
  | { readonly kind: 'add-value'; readonly type: ObjectId; readonly value: string }

function schemaOf(table: ObjectId): string {
  return unquote(splitName(ownerName(table))[0] ?? 'public')
}

function withSuffix(index: ObjectId, suffix: string): ObjectId {
  const names = splitName(index.slice('index:'.length)).map(unquote)
  return objectId('index', ...names.slice(0, -1), `${names.at(-1) ?? ''}${suffix}`)
}

function isConcurrent(params: readonly Node[] | undefined): boolean {
  return (params ?? []).some((node) => as(node, 'DefElem')?.defname === 'concurrently')
}

export function probedObjects(node: Node, scope: Scope): Probed | undefined {
  const index = as(node, 'IndexStmt')
  if (index?.idxname !== undefined) {
    return {
      kind: 'create-index',
      index: objectId('index', schemaOf(relation(scope, index.relation, ['table'])), index.idxname),
    }
  }
  const drop = as(node, 'DropStmt')
  if (drop?.removeType === 'OBJECT_INDEX') {
    return {
      kind: 'drop-index',
      indexes: (drop.objects ?? []).flatMap((object) => namedObject(scope, drop.removeType, object) ?? []),
    }
  }
  const reindex = as(node, 'ReindexStmt')
  if (reindex?.kind === 'REINDEX_OBJECT_INDEX' && isConcurrent(reindex.params)) {
    const id = relation(scope, reindex.relation, ['index'])
    return { kind: 'reindex', index: id, leftovers: [withSuffix(id, '_ccnew'), withSuffix(id, '_ccold')] }
  }
  const alter = as(node, 'AlterTableStmt')
  const command = as(alter?.cmds?.[0], 'AlterTableCmd')
  if (command?.subtype === 'AT_DetachPartition' || command?.subtype === 'AT_DetachPartitionFinalize') {
    const partition = relation(scope, as(command.def, 'PartitionCmd')?.name, ['table'])
    return { kind: 'detach', table: relation(scope, alter?.relation, ['table']), partition }
  }
  const database = as(node, 'CreatedbStmt')?.dbname
  if (database !== undefined) return { kind: 'create', object: objectId('database', database) }
  const space = as(node, 'CreateTableSpaceStmt')?.tablespacename
  if (space !== undefined) return { kind: 'create', object: objectId('tablespace', space) }
  const dropped = as(node, 'DropdbStmt')?.dbname
  if (dropped !== undefined) return { kind: 'drop', object: objectId('database', dropped) }
  const gone = as(node, 'DropTableSpaceStmt')?.tablespacename
  if (gone !== undefined) return { kind: 'drop', object: objectId('tablespace', gone) }
  const value = as(node, 'AlterEnumStmt')
  if (value?.newVal !== undefined && value.oldVal === undefined && strings(value.typeName).length > 0) {
    return { kind: 'add-value', type: named(scope, 'type', value.typeName), value: value.newVal }
  }
  return undefined
}

/** The ids whose definitions an intent keeps. */
export function idsOf(probed: Probed | undefined): readonly ObjectId[] {
  switch (probed?.kind) {
    case 'create-index':
      return [probed.index]
    case 'drop-index':
      return probed.indexes
    case 'reindex':
      return [probed.index, ...probed.leftovers]
    case 'detach':
      return [probed.table, probed.partition]
    case 'create':
    case 'drop':
      return [probed.object]
    case 'add-value':
      return [probed.type]
    default:
      return []
  }
}
