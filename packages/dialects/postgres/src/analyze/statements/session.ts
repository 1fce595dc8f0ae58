import type { Node, TransactionStmt, VariableSetStmt } from 'libpg-query'
import { SlipwayError } from '@slipway/core'
import { as } from '../../grammar/ast.ts'
import { undoNothing, undoImpossible } from '../../reverse/undo.ts'
import type { Draft } from '../draft.ts'
import { hazard } from '../draft.ts'
import type { Scope } from '../scope.ts'

/** The fence against rivals rests on READ COMMITTED, and units are written to: an author's other wish cannot be kept. */
function refuseOptions({ at, text }: Scope, hint: string): SlipwayError {
  const where = at === undefined ? '' : `${at.file}:${at.line}: `
  return new SlipwayError(
    'SW-TRANSACTION',
    `${where}${text.trim().split('\n', 1)[0]}: Slipway opens the transaction itself, READ COMMITTED and READ WRITE. Nothing was changed.`,
    {
      hint,
      details: at === undefined ? {} : { file: at.file, line: at.line },
    },
  )
}

/** BEGIN and its like become borders of units; savepoints are ordinary statements. */
export function transaction(body: TransactionStmt, scope: Scope): Draft {
  if ((body.options ?? []).length > 0)
    throw refuseOptions(scope, 'Write BEGIN without an isolation level or access mode.')
  switch (body.kind) {
    case 'TRANS_STMT_BEGIN':
    case 'TRANS_STMT_START':
      return { verb: 'begin', control: 'begin', undo: undoNothing }
    case 'TRANS_STMT_COMMIT':
      return { verb: 'commit', control: 'commit', undo: undoNothing }
    case 'TRANS_STMT_ROLLBACK':
      return { verb: 'rollback', control: 'rollback', undo: undoNothing }
    case 'TRANS_STMT_SAVEPOINT':
      return { verb: 'savepoint', undo: undoNothing }
    case 'TRANS_STMT_RELEASE':
      return { verb: 'release savepoint', undo: undoNothing }
    case 'TRANS_STMT_ROLLBACK_TO':
      return { verb: 'rollback to savepoint', undo: undoNothing }
    default: {
      const message =
        'A prepared transaction ends outside of this connection: interrupted, nobody can tell what it has done.'
      return {
        verb: 'prepared transaction',
        transaction: 'outside',
        outside: 'unknowable',
        opaque: true,
        hazards: [hazard('SW-UNKNOWABLE', 'stop', message)],
        undo: undoImpossible('what a prepared transaction did is not known'),
      }
    }
  }
}

function constant(node: Node): string | undefined {
  return (as(node, 'A_Const') as { sval?: { sval?: string } } | undefined)?.sval?.sval
}

/** Schemas of a SET search_path that says them plainly; `"$user"` is none that anybody can tell from here. */
function pathOf(body: VariableSetStmt): readonly string[] | undefined {
  if (body.name?.toLowerCase() !== 'search_path' || body.kind !== 'VAR_SET_VALUE') return undefined
  const names = (body.args ?? []).map(constant)
  const plain = names.flatMap((name) => (name === undefined || name === '$user' || name === '' ? [] : [name]))
  return plain.length === 0 ? undefined : plain
}

export function setVariable(body: VariableSetStmt, scope: Scope): Draft {
  const name = (body.name ?? 'all').toLowerCase()
  if (body.kind === 'VAR_SET_MULTI' && name.startsWith('transaction'))
    throw refuseOptions(
      scope,
      'Take it out. Where a framework owns the file and needs it, let that run this migration: Slipway sees that it did.',
    )
  const local = body.is_local === true
  const path = pathOf(body)
  const resets = body.kind === 'VAR_RESET' || body.kind === 'VAR_RESET_ALL'
  return {
    verb: resets ? 'reset' : 'set',
    setting: { name, local },
    undo: undoNothing,
    ...(path === undefined ? {} : { searchPath: path }),
  }
}
