import type { CallStmt, DoStmt, Node } from 'libpg-query'
import type { ObjectId } from '@slipway/core/plugin'
import type { NodeName } from '../../grammar/ast.ts'
import { as, strings } from '../../grammar/ast.ts'
import { objectId } from '../../names/object-id.ts'
import { undoBy, undoImpossible, undoNothing } from '../../reverse/undo.ts'
import type { Draft } from '../draft.ts'
import { hazard } from '../draft.ts'

/** Code whose doing only a run shows. It may commit by itself only where no transaction is open around it. */
function opaque(verb: string, what: string): Draft {
  return {
    verb,
    opaque: true,
    outside: 'unknowable',
    data: 'changes',
    hazards: [
      hazard(
        'SW-OPAQUE',
        'inform',
        `${what}: what it touches cannot be told from its text, so its undo has to be written.`,
      ),
    ],
    undo: undoImpossible('what this code does is known only by running it'),
  }
}

export function doBlock(_body: DoStmt): Draft {
  return opaque('do', 'DO runs a block of code')
}

export function call(body: CallStmt): Draft {
  const name = strings(body.funccall?.funcname).join('.')
  return opaque('call', `CALL runs procedure ${name}`)
}

interface Beyond {
  readonly verb: string
  readonly what: string
  readonly outside?: 'probed' | 'unknowable'
  /** The object, by the body's own key. */
  readonly kind?: string
  readonly key?: string
  readonly drops?: boolean
  readonly undo?: (name: string) => string
}

/** Statements that reach beyond the database they run in. */
export const beyond: Partial<Readonly<Record<NodeName, Beyond>>> = {
  CreatedbStmt: {
    verb: 'create database',
    what: 'It makes another database',
    outside: 'probed',
    kind: 'database',
    key: 'dbname',
    undo: (name) => `DROP DATABASE ${name}`,
  },
  DropdbStmt: {
    verb: 'drop database',
    what: 'It drops another database with all it holds',
    outside: 'probed',
    kind: 'database',
    key: 'dbname',
    drops: true,
  },
  AlterDatabaseStmt: { verb: 'alter database', what: 'It changes a whole database' },
  AlterDatabaseSetStmt: { verb: 'alter database', what: 'It changes settings of a whole database' },
  AlterDatabaseRefreshCollStmt: { verb: 'alter database', what: 'It changes a whole database' },
  CreateTableSpaceStmt: {
    verb: 'create tablespace',
    what: 'It makes a place that all databases of the server share',
    outside: 'probed',
    kind: 'tablespace',
    key: 'tablespacename',
    undo: (name) => `DROP TABLESPACE ${name}`,
  },
  DropTableSpaceStmt: {
    verb: 'drop tablespace',
    what: 'It drops a place that all databases of the server share',
    outside: 'probed',
    kind: 'tablespace',
    key: 'tablespacename',
    drops: true,
  },
  AlterTableSpaceOptionsStmt: {
    verb: 'alter tablespace',
    what: 'It changes a place that all databases of the server share',
  },
  AlterTableMoveAllStmt: {
    verb: 'alter all in tablespace',
    what: 'It moves objects between places that all databases of the server share',
  },
  AlterSystemStmt: { verb: 'alter system', what: 'It changes settings of the whole server', outside: 'unknowable' },
  CreateRoleStmt: {
    verb: 'create role',
    what: 'Roles are shared by all databases of the server',
    kind: 'role',
    key: 'role',
    undo: (name) => `DROP ROLE ${name}`,
  },
  AlterRoleStmt: { verb: 'alter role', what: 'Roles are shared by all databases of the server' },
  AlterRoleSetStmt: { verb: 'alter role', what: 'Roles are shared by all databases of the server' },
  DropRoleStmt: { verb: 'drop role', what: 'Roles are shared by all databases of the server', drops: true },
  GrantRoleStmt: { verb: 'grant role', what: 'Roles are shared by all databases of the server' },
  ReassignOwnedStmt: { verb: 'reassign owned', what: 'Roles are shared by all databases of the server' },
  DropOwnedStmt: { verb: 'drop owned', what: 'Roles are shared by all databases of the server', drops: true },
  AlterSubscriptionStmt: { verb: 'alter subscription', what: 'A subscription talks to another server' },
  DropSubscriptionStmt: {
    verb: 'drop subscription',
    what: 'A subscription talks to another server',
    outside: 'unknowable',
  },
  CreateSubscriptionStmt: {
    verb: 'create subscription',
    what: 'A subscription talks to another server',
    outside: 'unknowable',
    kind: 'subscription',
    key: 'subname',
    undo: (name) => `DROP SUBSCRIPTION ${name}`,
  },
  LoadStmt: { verb: 'load', what: 'It loads a library into the server' },
}

/** CREATE SUBSCRIPTION that makes no slot on the other server may share a transaction. */
function makesSlot(body: Record<string, unknown>): boolean {
  return !((body['options'] ?? []) as readonly Node[]).some((node) => {
    const option = as(node, 'DefElem')
    return (
      /^(create_slot|connect)$/.test(option?.defname ?? '') &&
      /^(false|off|0)$/.test(as(option?.arg, 'String')?.sval ?? '')
    )
  })
}

export function reachBeyond(name: NodeName, body: Record<string, unknown>): Draft | undefined {
  const entry = beyond[name]
  if (entry === undefined) return undefined
  const value = entry.key === undefined ? undefined : body[entry.key]
  const id: ObjectId | undefined =
    entry.kind === undefined || typeof value !== 'string' ? undefined : objectId(entry.kind, value)
  const quoted = id?.slice(id.indexOf(':') + 1) ?? ''
  const outside = entry.outside !== undefined && (name !== 'CreateSubscriptionStmt' || makesSlot(body))
  const loss =
    name === 'DropdbStmt'
      ? [hazard('SW-DATA-LOSS', 'stop', `Database ${quoted} goes with all its rows for good. Take a backup first.`, id)]
      : []
  return {
    verb: entry.verb,
    wider: true,
    objects: id === undefined ? [] : [{ id, effect: entry.drops === true ? 'drop' : 'create' }],
    data: name === 'DropdbStmt' || name === 'DropOwnedStmt' ? 'destroys' : 'none',
    ...(outside ? { transaction: 'outside', outside: entry.outside } : {}),
    hazards: [hazard('SW-WIDER-SCOPE', 'inform', `${entry.what}.`, id), ...loss],
    undo:
      entry.undo !== undefined && id !== undefined
        ? undoBy([entry.undo(quoted)])
        : undoImpossible('how it was before is not kept: it lies beyond the database'),
  }
}

/** Statements of a session that leave nothing behind. */
export const passing: Partial<Readonly<Record<NodeName, string>>> = {
  VariableShowStmt: 'show',
  ExplainStmt: 'explain',
  ConstraintsSetStmt: 'set constraints',
  NotifyStmt: 'notify',
  ListenStmt: 'listen',
  UnlistenStmt: 'unlisten',
  PrepareStmt: 'prepare',
  DeallocateStmt: 'deallocate',
  DeclareCursorStmt: 'declare',
  FetchStmt: 'fetch',
  ClosePortalStmt: 'close',
  CheckPointStmt: 'checkpoint',
}

export function pass(verb: string): Draft {
  return { verb, undo: undoNothing }
}
