import type { AlterFunctionStmt, AlterPolicyStmt, Node } from 'libpg-query'
import type { Bodies, NodeName } from '../grammar/ast.ts'
import { as, nodeName, strings } from '../grammar/ast.ts'
import { objectId, sqlName } from '../names/object-id.ts'
import { recreate } from '../reverse/recreate.ts'
import { undoBy, undoFrom, undoImpossible, undoNothing } from '../reverse/undo.ts'
import { alterTable } from './alter-table/alter-table.ts'
import { sqlObject } from '../names/sql-words.ts'
import type { Draft } from './draft.ts'
import { lock } from './draft.ts'
import type { Scope } from './scope.ts'
import { partOf, relation } from './scope.ts'
import { comment, grant } from './statements/access.ts'
import { call, doBlock, pass, passing, reachBeyond } from './statements/beyond.ts'
import { createIndex } from './statements/create-index.ts'
import * as create from './statements/create-object.ts'
import { createForeignTable, createTable, createTableAs } from './statements/create-table.ts'
import { createView } from './statements/create-view.ts'
import * as data from './statements/data.ts'
import { drop } from './statements/drop.ts'
import { namedObject } from './statements/object-names.ts'
import * as maintenance from './statements/maintenance.ts'
import { rename, setOwnerOf, setSchema } from './statements/rename.ts'
import { setVariable, transaction } from './statements/session.ts'
import * as types from './statements/types.ts'

type Readers = { readonly [Name in NodeName]?: (body: Bodies[Name], scope: Scope) => Draft }

/** One reader per statement of the grammar. */
const readers: Readers = {
  CreateStmt: createTable,
  CreateForeignTableStmt: (body, scope) => createForeignTable(body.base ?? {}, scope),
  CreateTableAsStmt: (body, scope) => createTableAs(scope, body),
  IndexStmt: createIndex,
  AlterTableStmt: alterTable,
  DropStmt: drop,
  RenameStmt: rename,
  AlterObjectSchemaStmt: setSchema,
  AlterOwnerStmt: setOwnerOf,
  CreateSchemaStmt: create.createSchema,
  CreateExtensionStmt: create.createExtension,
  CreateSeqStmt: create.createSequence,
  ViewStmt: createView,
  CreateFunctionStmt: create.createFunction,
  CreateTrigStmt: create.createTrigger,
  CreatePolicyStmt: create.createPolicy,
  RuleStmt: create.createRule,
  CreateStatsStmt: create.createStatistics,
  CreatePublicationStmt: create.createPublication,
  CreateEventTrigStmt: create.createEventTrigger,
  DefineStmt: create.define,
  CreateFdwStmt: (body) =>
    create.reachingOut('create foreign data wrapper', objectId('foreign-data-wrapper', body.fdwname ?? '')),
  CreateForeignServerStmt: (body) =>
    create.reachingOut('create server', objectId('foreign-server', body.servername ?? '')),
  CreateUserMappingStmt: () => create.reachingOut('create user mapping', undefined),
  ImportForeignSchemaStmt: () => create.reachingOut('import foreign schema', undefined),
  CreateEnumStmt: types.createEnum,
  CreateRangeStmt: types.createRange,
  CompositeTypeStmt: types.createComposite,
  CreateDomainStmt: types.createDomain,
  AlterEnumStmt: types.alterEnum,
  AlterDomainStmt: types.alterDomain,
  AlterSeqStmt: (body, scope) => alterSequence(relation(scope, body.sequence, ['sequence'])),
  AlterFunctionStmt: alterFunction,
  ExplainStmt: (body, scope) =>
    runs(body.options) && body.query !== undefined ? readStatement(body.query, scope) : pass('explain'),
  SelectStmt: data.select,
  InsertStmt: data.insert,
  UpdateStmt: data.update,
  DeleteStmt: data.deleteRows,
  MergeStmt: data.merge,
  TruncateStmt: data.truncate,
  CopyStmt: data.copy,
  LockStmt: data.lockTables,
  DoStmt: doBlock,
  CallStmt: call,
  TransactionStmt: transaction,
  VariableSetStmt: setVariable,
  DiscardStmt: () => ({ verb: 'discard', setting: { name: 'all', local: false }, undo: undoNothing }),
  VacuumStmt: maintenance.vacuum,
  ClusterStmt: maintenance.cluster,
  ReindexStmt: maintenance.reindex,
  RefreshMatViewStmt: maintenance.refresh,
  CommentStmt: comment,
  GrantStmt: grant,
  AlterExtensionStmt: (body) => ({
    verb: 'alter extension',
    objects: [{ id: objectId('extension', body.extname ?? ''), effect: 'alter' }],
    undo: undoImpossible('extensions have no way back to an older version that holds for all of them'),
  }),
  CreatePLangStmt: (body) => create.reachingOut('create language', objectId('language', body.plname ?? '')),
  AlterPolicyStmt: alterPolicy,
  AlterTypeStmt: (body) => unkept('alter type', `type ${strings(body.typeName).join('.')}`),
}

function unkept(verb: string, what: string): Draft {
  return { verb, undo: undoImpossible(`how ${what} was before this change is not kept; write a down`) }
}

/** EXPLAIN ANALYZE runs what it explains. */
function runs(options: readonly Node[] | undefined): boolean {
  return (options ?? []).some((node) => as(node, 'DefElem')?.defname === 'analyze')
}

/** CREATE OR REPLACE with the text that the server kept sets every property anew. */
function alterFunction(body: AlterFunctionStmt, scope: Scope): Draft {
  const id = body.func === undefined ? undefined : namedObject(scope, body.objtype, { ObjectWithArgs: body.func })
  if (id === undefined) return unkept('alter function', 'the function')
  const undo = undoFrom((before) => {
    const definition = before.objects[id]?.definition
    if (definition === undefined) return { kind: 'impossible', reason: `${sqlName(id)} is not in the schema before` }
    return undoBy([definition])(before)
  })
  return { verb: 'alter function', objects: [{ id, effect: 'alter' }], undo }
}

function alterPolicy(body: AlterPolicyStmt, scope: Scope): Draft {
  const table = relation(scope, body.table, ['table'])
  const id = partOf(table, 'policy', body.policy_name ?? '')
  const undo = undoFrom((before) => {
    const object = before.objects[id]
    const made = object === undefined ? undefined : recreate(id, object, new Set(), before)
    if (made === undefined) return { kind: 'impossible', reason: `policy ${sqlName(id)} is not in the schema before` }
    return undoBy([`DROP ${sqlObject(id)}`, ...made])(before)
  })
  return { verb: 'alter policy', objects: [{ id, effect: 'alter' }], locks: [lock(table, 'ACCESS EXCLUSIVE')], undo }
}

/** A sequence's settings come back from its definition; where it stood is data and stays. */
function alterSequence(id: string): Draft {
  const undo = undoFrom((before) => {
    const [, settings, cycle, owner] =
      /^SEQUENCE(?: UNLOGGED)? (.*?)( CYCLE)?(?: OWNED BY (.+))?$/.exec(before.objects[id]?.definition ?? '') ?? []
    if (settings === undefined)
      return { kind: 'impossible', reason: `sequence ${sqlName(id)} is not in the schema before` }
    const text = `ALTER SEQUENCE ${sqlName(id)} ${settings}${cycle ?? ' NO CYCLE'} OWNED BY ${owner ?? 'NONE'}`
    return { kind: 'statements', statements: [text], class: 'exact' }
  })
  return { verb: 'alter sequence', objects: [{ id, effect: 'alter' }], undo }
}

/** `ALTER FOO` of a statement that no reader knows: named from the grammar's own name. */
function spell(name: string): string {
  return name
    .replace(/Stmt$/, '')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
}

/** Reads one parsed statement. What no reader knows is taken to be opaque rather than harmless. */
export function readStatement(node: Node, scope: Scope): Draft {
  const name = nodeName(node)
  const body = (node as Bodies)[name]
  const read = readers[name] as ((body: unknown, scope: Scope) => Draft) | undefined
  if (read !== undefined) return read(body, scope)
  const verb = passing[name]
  if (verb !== undefined) return pass(verb)
  return (
    reachBeyond(name, body as Record<string, unknown>) ?? {
      verb: spell(name),
      opaque: true,
      undo: undoImpossible('Slipway does not derive an undo for this kind of statement; write a down'),
    }
  )
}
