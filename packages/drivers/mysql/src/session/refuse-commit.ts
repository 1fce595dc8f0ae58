import { SlipwayError } from '@slipway/core'
import type { Statement } from '@slipway/core/plugin'
import type { Syntax } from '../dialect/syntax.ts'
import type { Token } from '../dialect/tokens/token.ts'
import { statementTokens } from '../dialect/tokens/tokens.ts'

/** Statements that never commit. What is not listed here may, and is not sent. */
const harmless: ReadonlySet<string> = new Set([
  '(',
  'deallocate',
  'delete',
  'desc',
  'describe',
  'do',
  'explain',
  'get',
  'handler',
  'insert',
  'prepare',
  'release',
  'replace',
  'resignal',
  'savepoint',
  'select',
  'set',
  'show',
  'signal',
  'table',
  'update',
  'use',
  'values',
  'with',
])

/** Statements that commit in some of their forms: how those that do not go on. */
const harmlessForms: Readonly<Record<string, RegExp>> = {
  analyze: /^(?:delete|format|insert|replace|select|update|with)$/,
  create: /^temporary$/,
  drop: /^temporary$/,
  load: /^(?:data|xml)$/,
  rollback: /^(?:to|work to)$/,
}

const settingThatCommits = /^(?:@@(?:session\.|local\.)?)?(?:autocommit|completion_type)$/

function commits(tokens: readonly Token[]): boolean {
  const [verb, second, third] = tokens.map(({ value }) => value)
  if (verb === undefined) return false
  if (verb === 'set') {
    if (second === 'password' || (second === 'default' && third === 'role')) return true
    return tokens.some(
      ({ kind, value }) => (kind === 'word' || kind === 'variable') && settingThatCommits.test(value.toLowerCase()),
    )
  }
  const form = harmlessForms[verb]
  if (form === undefined) return !harmless.has(verb)
  return !form.test(second ?? '') && !form.test(`${second} ${third}`)
}

/**
 * Refuses, before it is sent, what would end the transaction that a statement shares with its journal row, or might:
 * DDL and its kin commit implicitly, and what a procedure or a prepared text does is not to be seen.
 *
 * @throws SW-TRANSACTION
 */
export function refuseCommit(statement: Statement, syntax: Syntax): readonly Token[] {
  const tokens = statementTokens(statement.text, syntax)
  if (!commits(tokens)) return tokens
  const verb = tokens
    .slice(0, 2)
    .map(({ value }) => value.toUpperCase())
    .join(' ')
  throw new SlipwayError(
    'SW-TRANSACTION',
    `${verb} commits, or may, inside a transaction that Slipway runs. It was not sent.`,
    {
      hint: 'Put it into a migration of its own, or state that the migration runs without a transaction',
      details: {
        kind: 'other',
        ...(statement.at === undefined ? {} : { file: statement.at.file, line: statement.at.line }),
      },
    },
  )
}
