import { SlipwayError } from '@slipway/core'
import type { Assignment, Other, SetVariables } from '../../read/parsed.ts'
import type { Draft } from '../draft.ts'
import { hazard, nothingToUndo, notUndone } from '../draft.ts'
import type { Scope } from '../scope.ts'

/** An error of a statement that would take the borders of transactions out of Slipway's hands. */
export function refuse({ at, text }: Scope, why: string, hint: string): SlipwayError {
  const where = at === undefined ? '' : `${at.file}:${at.line}: `
  return new SlipwayError('SW-TRANSACTION', `${where}${text.trim().split('\n', 1)[0]}: ${why}. Nothing was changed.`, {
    hint,
    details: at === undefined ? {} : { file: at.file, line: at.line },
  })
}

/**
 * Statements that begin, end or border transactions; `undefined` for others. BEGIN and its like become borders of units.
 *
 * @throws SW-TRANSACTION for what would break the unit that a statement shares with its journal row
 */
export function transaction({ verb }: Other, scope: Scope): Draft | undefined {
  switch (verb) {
    case 'begin':
    case 'start transaction':
      refuseOptions(scope)
      return { verb, control: 'begin', reverse: nothingToUndo }
    case 'commit':
      refuseChain(scope)
      return { verb, control: 'commit', reverse: nothingToUndo }
    case 'rollback':
      return { verb, control: 'rollback', reverse: nothingToUndo }
    case 'savepoint':
    case 'rollback to savepoint':
    case 'release savepoint':
      return { verb, reverse: nothingToUndo }
    case 'lock tables':
    case 'unlock tables':
    case 'lock instance':
    case 'unlock instance':
      throw refuse(
        scope,
        'it commits what is open, and under LOCK TABLES Slipway could not write its own tables',
        'Take LOCK TABLES and UNLOCK TABLES out: every statement takes the locks that it needs.',
      )
    default:
      if (verb.startsWith('xa ') || verb === 'xa') {
        throw refuse(scope, 'a distributed transaction ends outside of this connection', 'Take it out.')
      }
      return undefined
  }
}

function refuseOptions(scope: Scope): void {
  if (!/\b(consistent\s+snapshot|read\s+(only|write))\b/i.test(scope.text)) return
  const why = 'Slipway opens the transaction itself, REPEATABLE READ and READ WRITE'
  throw refuse(scope, why, 'Write BEGIN without an isolation level or access mode.')
}

function refuseChain(scope: Scope): void {
  if (!/\b(chain|release)\b/i.test(scope.text) || /\bno\s+(chain|release)\b/i.test(scope.text)) return
  throw refuse(scope, 'Slipway sets the borders of transactions itself', 'Write COMMIT alone.')
}

/** The driver tells by a named lock whether its session is still there. */
export function refuseReleasingLocks(scope: Scope): void {
  if (!/\brelease_all_locks\s*\(/i.test(scope.text) || /^\s*create\b/i.test(scope.text)) return
  const why = "it would give up the lock that stands for Slipway's own session"
  throw refuse(scope, why, 'Release the locks that were taken, by name: RELEASE_LOCK(…).')
}

/** Variables that say how transactions go. */
const ours: ReadonlySet<string> = new Set([
  'autocommit',
  'transaction',
  'transaction_isolation',
  'tx_isolation',
  'transaction_read_only',
  'tx_read_only',
  'completion_type',
])

/** SET of variables. */
export function setVariables({ assignments }: SetVariables, scope: Scope): Draft {
  const border = assignments.find(({ scope: where, name }) => where !== 'user' && ours.has(name))
  if (border !== undefined && border.scope !== 'global') {
    const why = 'Slipway opens and ends transactions itself, REPEATABLE READ and READ WRITE'
    throw refuse(scope, why, `Take ${border.name.toUpperCase()} out.`)
  }
  const global = assignments.filter((one) => one.scope === 'global')
  if (global.length > 0) {
    const names = global.map(({ name }) => name).join(', ')
    return {
      verb: 'set global',
      outside: assignments.every(isLiteral) ? 'repeatable' : 'unknowable',
      wider: true,
      hazards: [
        hazard('SW-WIDER-SCOPE', 'inform', `SET GLOBAL ${names} holds for the whole server and everyone on it.`),
      ],
      reverse: notUndone(`what ${names} was before is not kept: it lies beyond the database`),
    }
  }
  const session = assignments.filter((one) => one.scope !== 'user' || isPlain(one))
  if (session.length < assignments.length) return { verb: 'set', data: 'reads', reverse: nothingToUndo }
  const values = assignments
    .filter((one) => one.scope !== 'user')
    .map(({ name, value }) => [name, unquoted(value)] as const)
  return {
    verb: 'set',
    setting: { name: assignments.map(({ name }) => name).join(', '), local: false },
    reverse: nothingToUndo,
    note: { settings: new Map(values) },
  }
}

/** What a value set twice comes to is told by the text alone only where it refers to nothing. */
function isLiteral({ value }: Assignment): boolean {
  return /^('[^']*'|"[^"]*"|[^@(]*)$/.test(value)
}

/** A user variable that gets the same value whenever it is set: a literal, or another variable. */
function isPlain({ value }: Assignment): boolean {
  return /^([-+]?[\d.]+|'[^']*'|"[^"]*"|@@?[\w.$]+|null|true|false)$/i.test(value)
}

function unquoted(value: string): string {
  return /^(['"]).*\1$/s.test(value) ? value.slice(1, -1) : value
}
