import type {
  CopyStmt,
  DeleteStmt,
  InsertStmt,
  LockStmt,
  MergeStmt,
  Node,
  SelectStmt,
  TruncateStmt,
  UpdateStmt,
} from 'libpg-query'
import type { ObjectId } from '@slipway/core/plugin'
import { as, strings, walk } from '../../grammar/ast.ts'
import { lastName, sqlName } from '../../names/object-id.ts'
import { undoImpossible, undoNothing } from '../../reverse/undo.ts'
import type { Draft } from '../draft.ts'
import { hazard, lock, lockModes } from '../draft.ts'
import { calledFunctions, mayDoAnything, reachesOut } from '../functions.ts'
import { reads } from '../references.ts'
import type { Scope } from '../scope.ts'
import { isNew, madeHere, newRelation, partOf, relation } from '../scope.ts'

/** What the functions called in a statement say of it, besides its own work. */
function calls(scope: Scope, tree: unknown): Pick<Draft, 'opaque' | 'wider'> {
  const called = calledFunctions(tree)
  return { opaque: called.some((names) => mayDoAnything(scope, names)), wider: called.some(reachesOut) }
}

/** WITH queries that write make a SELECT, too, a change. */
function hiddenWrites(tree: unknown): boolean {
  let found = false
  walk(tree, (name) => {
    if (name === 'InsertStmt' || name === 'UpdateStmt' || name === 'DeleteStmt' || name === 'MergeStmt') found = true
  })
  return found
}

/** SELECT, with session settings made through `set_config` told apart. */
export function select(body: SelectStmt, scope: Scope): Draft {
  if (body.intoClause !== undefined) {
    const id = newRelation(scope, body.intoClause.rel, 'table')
    return {
      verb: 'select into',
      objects: [{ id, effect: 'create' }, ...reads(scope, { ...body, intoClause: undefined })],
      data: 'reads',
      undo: () => ({ kind: 'statements', statements: [`DROP TABLE ${sqlName(id)}`], class: 'exact' }),
    }
  }
  const writes = hiddenWrites(body)
  const { opaque, wider } = calls(scope, body)
  const setting = configured(body)
  const lost = writes
    ? [
        hazard(
          'SW-DATA-CHANGE',
          'inform',
          'The WITH queries of this statement change rows, and a rollback does not change them back.',
        ),
      ]
    : []
  const unclear =
    opaque === true
      ? [
          hazard(
            'SW-OPAQUE',
            'inform',
            'It calls a function whose doing cannot be told from here, so its effects and its undo are not known.',
          ),
        ]
      : []
  return {
    verb: 'select',
    objects: reads(scope, body),
    data: writes ? 'changes' : 'reads',
    opaque: opaque === true,
    wider: wider === true,
    ...(setting === undefined ? {} : { setting }),
    ...(setting?.name === 'search_path' && setting.path !== undefined ? { searchPath: setting.path } : {}),
    hazards: [...lost, ...unclear],
    undo:
      writes || opaque === true
        ? undoImpossible(
            writes ? 'the rows as they were are not kept' : 'what the function it calls has done is not known',
          )
        : undoNothing,
  }
}

/** `SELECT set_config('name', 'value', false)` is a SET in other words. */
function configured(
  body: SelectStmt,
): { readonly name: string; readonly local: boolean; readonly path?: readonly string[] } | undefined {
  if (body.targetList?.length !== 1 || body.fromClause !== undefined) return undefined
  const call = as(as(body.targetList[0], 'ResTarget')?.val, 'FuncCall')
  if (strings(call?.funcname).at(-1) !== 'set_config') return undefined
  const [name, value, local] = (call?.args ?? []).map(
    (node) => as(node, 'A_Const') as { sval?: { sval?: string }; boolval?: { boolval?: boolean } } | undefined,
  )
  if (name?.sval?.sval === undefined) return undefined
  const text = value?.sval?.sval
  const path =
    text === undefined
      ? undefined
      : text
          .split(',')
          .map((part) => part.trim().replaceAll('"', ''))
          .filter((part) => part !== '' && part !== '$user')
  return {
    name: name.sval.sval.toLowerCase(),
    local: local?.boolval?.boolval === true,
    ...(path === undefined || path.length === 0 ? {} : { path }),
  }
}

export function insert(body: InsertStmt, scope: Scope): Draft {
  const table = relation(scope, body.relation, ['table', 'view'])
  const replaces = body.onConflictClause?.action === 'ONCONFLICT_UPDATE'
  const own = calls(scope, body)
  return {
    verb: 'insert',
    ...own,
    objects: [{ id: table, effect: 'write' }, ...reads(scope, body).filter(({ id }) => id !== table)],
    locks: [lock(table, 'ROW EXCLUSIVE')],
    data: replaces && !isNew(scope, table) ? 'changes' : 'adds',
    hazards:
      replaces && !isNew(scope, table)
        ? [
            hazard(
              'SW-DATA-CHANGE',
              'inform',
              `ON CONFLICT DO UPDATE changes rows of ${sqlName(table)}, and a rollback does not change them back.`,
              table,
            ),
          ]
        : [],
    undo: madeHere(scope, table)
      ? undoNothing
      : undoImpossible(
          `which rows of ${sqlName(table)} it added is not kept; write a DELETE that finds them as its down`,
        ),
  }
}

export function update(body: UpdateStmt, scope: Scope): Draft {
  const table = relation(scope, body.relation, ['table', 'view'])
  const columns = (body.targetList ?? [])
    .flatMap((node) => as(node, 'ResTarget')?.name ?? [])
    .map((name) => partOf(table, 'column', name))
  const old = columns.filter((id) => !isNew(scope, id))
  const own = calls(scope, body)
  const names = old.map(lastName).join(', ')
  return {
    verb: 'update',
    ...own,
    objects: [{ id: table, effect: 'write' }, ...reads(scope, body).filter(({ id }) => id !== table)],
    locks: [lock(table, 'ROW EXCLUSIVE')],
    data: old.length === 0 ? 'adds' : 'changes',
    hazards:
      old.length === 0
        ? []
        : [
            hazard(
              'SW-DATA-CHANGE',
              'inform',
              `${names} of ${sqlName(table)} ${old.length === 1 ? 'gets' : 'get'} new values in rows that are there, and a rollback does not change them back.`,
              table,
            ),
          ],
    undo:
      columns.length > 0 && columns.every((id) => madeHere(scope, id) || madeHere(scope, table))
        ? undoNothing
        : undoImpossible(`the values that ${sqlName(table)} had are not kept; write a down that brings them back`),
  }
}

function lossOf(scope: Scope, tables: readonly ObjectId[], how: string): Pick<Draft, 'data' | 'hazards' | 'undo'> {
  const old = tables.filter((table) => !isNew(scope, table))
  const names = tables.map(sqlName).join(', ')
  return {
    data: 'destroys',
    hazards: old.map((table) =>
      hazard(
        'SW-DATA-LOSS',
        'stop',
        `${how} rows of ${sqlName(table)} for good: a rollback does not bring them back. Keep a copy of what is still wanted.`,
        table,
      ),
    ),
    undo: tables.every((table) => madeHere(scope, table))
      ? undoNothing
      : undoImpossible(`the rows that ${names} had are not kept`),
  }
}

export function deleteRows(body: DeleteStmt, scope: Scope): Draft {
  const table = relation(scope, body.relation, ['table', 'view'])
  return {
    verb: 'delete',
    ...calls(scope, body),
    objects: [{ id: table, effect: 'write' }, ...reads(scope, body).filter(({ id }) => id !== table)],
    locks: [lock(table, 'ROW EXCLUSIVE')],
    ...lossOf(scope, [table], 'DELETE takes'),
  }
}

export function merge(body: MergeStmt, scope: Scope): Draft {
  const table = relation(scope, body.relation, ['table', 'view'])
  let deletes = false
  walk(body.mergeWhenClauses, (_, node) => {
    if (node['commandType'] === 'CMD_DELETE') deletes = true
  })
  const change = {
    data: 'changes',
    hazards: isNew(scope, table)
      ? []
      : [
          hazard(
            'SW-DATA-CHANGE',
            'inform',
            `MERGE changes rows of ${sqlName(table)}, and a rollback does not change them back.`,
            table,
          ),
        ],
    undo: madeHere(scope, table) ? undoNothing : undoImpossible(`the rows that ${sqlName(table)} had are not kept`),
  } as const
  return {
    verb: 'merge',
    ...calls(scope, body),
    objects: [{ id: table, effect: 'write' }, ...reads(scope, body).filter(({ id }) => id !== table)],
    locks: [lock(table, 'ROW EXCLUSIVE')],
    ...(deletes ? lossOf(scope, [table], 'MERGE takes') : change),
  }
}

function ranges(scope: Scope, nodes: readonly Node[] | undefined): readonly ObjectId[] {
  return (nodes ?? []).flatMap((node) => {
    const range = as(node, 'RangeVar')
    return range === undefined ? [] : [relation(scope, range, ['table'])]
  })
}

export function truncate(body: TruncateStmt, scope: Scope): Draft {
  const tables = ranges(scope, body.relations)
  return {
    verb: 'truncate',
    objects: tables.map((id) => ({ id, effect: 'write' })),
    locks: tables.map((id) => lock(id, 'ACCESS EXCLUSIVE')),
    ...lossOf(scope, tables, 'TRUNCATE takes all'),
  }
}

export function lockTables(body: LockStmt, scope: Scope): Draft {
  const tables = ranges(scope, body.relations)
  return {
    verb: 'lock table',
    objects: tables.map((id) => ({ id, effect: 'read' })),
    locks: tables.map((id) => lock(id, lockModes[(body.mode ?? lockModes.length) - 1] ?? 'ACCESS EXCLUSIVE')),
    undo: undoNothing,
  }
}

/** COPY between the server's own files or programs and a table; rows from a client never get this far. */
export function copy(body: CopyStmt, scope: Scope): Draft {
  const table = body.relation === undefined ? undefined : relation(scope, body.relation, ['table', 'view'])
  const reading = body.is_from !== true
  return {
    verb: 'copy',
    wider: true,
    objects: table === undefined ? reads(scope, body.query) : [{ id: table, effect: reading ? 'read' : 'write' }],
    locks: table === undefined || reading ? [] : [lock(table, 'ROW EXCLUSIVE')],
    data: reading ? 'reads' : 'adds',
    hazards: [
      hazard(
        'SW-WIDER-SCOPE',
        'inform',
        `COPY ${reading ? 'writes' : 'reads'} ${body.is_program === true ? 'through a program' : 'a file'} on the server itself.`,
      ),
    ],
    undo: undoImpossible(reading ? 'what it wrote on the server is not known' : 'which rows it added is not kept'),
  }
}
