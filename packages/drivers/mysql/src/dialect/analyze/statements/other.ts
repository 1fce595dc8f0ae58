import type { Hazard, ObjectId } from '@slipway/core/plugin'
import { quoteIdentifier } from '../../names/quote-identifier.ts'
import { objectId, sqlName } from '../../names/object-id.ts'
import type { Other } from '../../read/parsed.ts'
import type { Draft } from '../draft.ts'
import { exclusive, hazard, nothingToUndo, notUndone, shared } from '../draft.ts'
import { isTransactional, engineOf } from '../engines.ts'
import type { Scope } from '../scope.ts'
import { idOf, isElsewhere, isNew } from '../scope.ts'
import { doExpression } from './rows.ts'
import { writtenByCall } from '../written-through.ts'

/** Statements of a session that leave nothing behind. */
const passing: ReadonlySet<string> = new Set([
  'comment',
  'show',
  'describe',
  'desc',
  'explain',
  'help',
  'checksum table',
  'signal',
  'resignal',
  'get',
  'prepare',
  'deallocate prepare',
  'drop prepare',
])

/** Statements about tables that only look or tidy: done again, they come to the same. */
const upkeep: Readonly<Record<string, 'reads' | 'rebuilds'>> = {
  'analyze table': 'reads',
  'check table': 'reads',
  'optimize table': 'rebuilds',
  'repair table': 'rebuilds',
  'cache index': 'reads',
}

/** What reaches beyond the database, with what it reaches. `repeatable`: done again, it comes to the same. */
const beyond: readonly (readonly [verb: RegExp, what: string, repeatable: boolean])[] = [
  [/^flush\b/, 'It acts on the whole server', true],
  [/^grant$/, 'Accounts and their rights are shared by all databases of the server', true],
  [
    /^(revoke|set (password|default)|rename user)$/,
    'Accounts and their rights are shared by all databases of the server',
    false,
  ],
  [/^(create|alter|drop) (user|role)$/, 'Accounts are shared by all databases of the server', false],
  [/^(create|alter|drop) database$/, 'It makes, changes or drops a whole database', false],
  [
    /^(create|alter|drop) (tablespace|undo tablespace|logfile group|server|resource group|spatial reference)$/,
    'All databases of the server share it',
    false,
  ],
  [
    /^(reset|purge|kill|shutdown|restart|change|start|stop|install|uninstall|clone|binlog|import|cache|backup|alter instance|load index)\b/,
    'It acts on the whole server',
    false,
  ],
  [/^create loadable function$/, 'It loads a library into the server', false],
]

export function otherStatement(parsed: Other, scope: Scope): Draft {
  const { verb } = parsed
  if (passing.has(verb)) return { verb, data: 'reads', reverse: nothingToUndo }
  const care = upkeep[verb]
  if (care !== undefined) return tidy(parsed, scope, care)
  if (verb === 'call') return call(parsed, scope)
  if (verb === 'do') return doExpression(scope)
  if (verb === 'set role') return { verb, setting: { name: 'role', local: false }, reverse: nothingToUndo }
  if (verb === 'handler') return { verb, data: 'reads', opaque: true, reverse: nothingToUndo }
  const far = beyond.find(([pattern]) => pattern.test(verb))
  if (far !== undefined) return reachBeyond(parsed, far[1], far[2])
  return {
    verb,
    opaque: true,
    outside: 'unknowable',
    reverse: notUndone('Slipway does not derive an undo for this kind of statement; write a down'),
  }
}

function tidy({ verb, names }: Other, scope: Scope, care: 'reads' | 'rebuilds'): Draft {
  const tables = names.map((name) => idOf(scope, 'table', name))
  const rebuilds = care === 'rebuilds'
  return {
    verb,
    objects: tables.map((id) => ({ id, effect: 'read' })),
    locks: tables.map((id) => (rebuilds ? exclusive(id) : shared(id, 'SHARED_READ'))),
    rewrite: rebuilds,
    scan: true,
    outside: 'repeatable',
    wider: names.some(isElsewhere),
    data: 'reads',
    hazards: rebuilds ? tables.filter((id) => !isNew(scope, id)).map((id) => rebuilt(scope, verb, id)) : [],
    reverse: nothingToUndo,
  }
}

function rebuilt(scope: Scope, verb: string, id: ObjectId): Hazard {
  const engine = engineOf(scope, id)
  const online = verb === 'optimize table' && engine !== undefined && isTransactional(engine)
  const words = `${verb.toUpperCase()} writes ${sqlName(id)} anew`
  return online
    ? hazard(
        'SW-MYSQL-REWRITE',
        'inform',
        `${words}. Reads and writes go on meanwhile; replicas fall behind by as long.`,
        id,
      )
    : hazard('SW-MYSQL-COPY', 'inform', `${words} while nobody may write to it.`, id)
}

/** CALL commits with its journal row only where the procedure's body is known not to end the transaction. */
function call({ verb, names }: Other, scope: Scope): Draft {
  const [name] = names
  const id = name === undefined ? objectId('procedure', '') : idOf(scope, 'procedure', name)
  const through = writtenByCall(scope, id)
  const engines = through.tables.map(({ table }) => ({ table, engine: engineOf(scope, table) }))
  const plain = engines.filter(({ engine }) => engine !== undefined && !isTransactional(engine))
  const inside = through.known && through.committing.length === 0 && plain.length === 0
  const why = !through.known
    ? 'its body is not known'
    : plain.length > 0
      ? `it writes ${plain.map(({ table, engine }) => `${sqlName(table)} (${engine})`).join(', ')}, which has no transactions`
      : 'it may commit, or run what commits by itself'
  return {
    verb,
    opaque: true,
    data: 'changes',
    objects: [{ id, effect: 'read' }, ...through.tables.map(({ table }) => ({ id: table, effect: 'write' as const }))],
    locks: through.tables.map(({ table }) => shared(table, 'SHARED_WRITE')),
    ...(inside ? {} : { outside: 'unknowable' as const }),
    wider: names.some(isElsewhere),
    hazards: [
      hazard(
        'SW-OPAQUE',
        'inform',
        `CALL runs procedure ${sqlName(id)}: what it does is known only by running it, so its undo has to be written.`,
        id,
      ),
      ...(inside
        ? []
        : [
            hazard(
              'SW-UNKNOWABLE',
              'stop',
              `Procedure ${sqlName(id)} cannot share a transaction with its journal entry: ${why}.`,
              id,
            ),
          ]),
    ],
    reverse: notUndone('what a procedure does is known only by running it'),
  }
}

function reachBeyond(
  { verb, names, ifExists, ifNotExists, orReplace }: Other,
  what: string,
  repeatable: boolean,
): Draft {
  const kind = /^(create|alter|drop) (.+)$/.exec(verb)
  const made = kind?.[2] === 'database' ? names.map(({ name }) => objectId('database', name)) : []
  const effect = kind?.[1] === 'create' ? 'create' : kind?.[1] === 'drop' ? 'drop' : 'alter'
  const again =
    repeatable ||
    ifExists === true ||
    ifNotExists === true ||
    orReplace === true ||
    /^alter (user|role|database)$/.test(verb)
  const loss = verb === 'drop database' ? made.map((id) => gone(id)) : []
  return {
    verb,
    wider: true,
    objects: made.map((id) => ({ id, effect })),
    outside: again ? 'repeatable' : 'unknowable',
    data: loss.length > 0 ? 'destroys' : 'none',
    hazards: [hazard('SW-WIDER-SCOPE', 'inform', `${what}.`), ...loss],
    reverse:
      verb === 'create database' && ifNotExists !== true && names[0] !== undefined
        ? { kind: 'statements', statements: [`DROP DATABASE ${quoteIdentifier(names[0].name)}`], class: 'exact' }
        : notUndone('how it was before is not kept: it lies beyond the database'),
  }
}

function gone(id: ObjectId): Hazard {
  return hazard(
    'SW-DATA-LOSS',
    'stop',
    `Database ${sqlName(id)} goes with all its rows for good. Take a backup first.`,
    id,
  )
}
