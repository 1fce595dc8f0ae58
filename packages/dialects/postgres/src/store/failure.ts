import { SlipwayError, type ErrorCode } from '@slipway/core'
import type { FailureKind, Json, Location } from '@slipway/core/plugin'

/** The fields of a server's error that may be shown: never `detail` and `where`, which can hold values of rows. */
export interface ServerError {
  readonly severity: string
  readonly code: string
  readonly message: string
  readonly position: number | undefined
  readonly hint: string | undefined
  readonly schema: string | undefined
  readonly table: string | undefined
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** Reads an error of the protocol, as `pg` and PGlite throw it; `undefined` for any other. */
export function serverError(thrown: unknown): ServerError | undefined {
  if (!(thrown instanceof Error)) return undefined
  const raw = thrown as unknown as Record<string, unknown>
  const severity = text(raw['severity'])
  const code = text(raw['code'])
  if (severity === undefined || code === undefined || !/^[0-9A-Z]{5}$/.test(code)) return undefined
  const position = Number(raw['position'])
  return {
    severity,
    code,
    message: thrown.message,
    position: Number.isSafeInteger(position) && position > 0 ? position : undefined,
    hint: text(raw['hint']),
    schema: text(raw['schema']),
    table: text(raw['table']),
  }
}

const kinds: Readonly<Record<string, FailureKind>> = {
  '55P03': 'lock-timeout',
  '40P01': 'deadlock',
  '40001': 'serialization',
  '57014': 'canceled',
  '42501': 'permission',
  '25006': 'read-only',
  '53100': 'disk-full',
}

function kindOf(error: ServerError, store: string): FailureKind {
  if (error.code === '23505' && error.schema === store && error.table === 'journal') return 'journal-conflict'
  // A server that ends the session may do so after a commit (57P01 while waiting for a synchronous standby).
  if (error.severity === 'FATAL' || error.severity === 'PANIC' || /^080(03|06|07)$/.test(error.code))
    return 'answer-lost'
  return kinds[error.code] ?? 'other'
}

const codes: Partial<Readonly<Record<FailureKind, ErrorCode>>> = {
  permission: 'SW-PERMISSION',
  'read-only': 'SW-NOT-PRIMARY',
  'disk-full': 'SW-DISK-FULL',
  'lease-lost': 'SW-LEASE-LOST',
}

const hints: Partial<Readonly<Record<FailureKind, string>>> = {
  'read-only':
    'Point the url at the primary, or let the role write: ALTER ROLE … SET default_transaction_read_only = off',
  permission: 'Run as the role that owns the object, or let the owner grant what is missing',
  'disk-full': 'Free space on the server, then: slipway resume',
}

const lineAt = (sent: string, position: number): number => sent.slice(0, position - 1).split('\n').length - 1

/** Where a statement that failed was written and what was sent. */
export interface FailedStatement {
  readonly sent: string
  readonly at?: Location | undefined
  /** In characters of `sent`, where it is known and the server's own says another. */
  readonly position?: number | undefined
}

/** Why a call on a wire failed. */
export interface FailureContext {
  readonly store: string
  readonly lost: boolean
  redact(text: string): string
}

/** Builds the error of a failure that is ours to name. */
export function failure(
  kind: FailureKind,
  message: string,
  details: Readonly<Record<string, Json>> = {},
): SlipwayError {
  const hint = hints[kind]
  return new SlipwayError(codes[kind] ?? 'SW-STATEMENT-FAILED', message, {
    ...(hint === undefined ? {} : { hint }),
    details: { kind, ...details },
  })
}

/**
 * Translates what a client threw into a `SlipwayError` whose details carry `kind`, `sqlstate`, `position` (in characters
 * of what was sent, from 1), and `file` and `line` where they are known.
 */
export function asFailure(thrown: unknown, context: FailureContext, statement?: FailedStatement): SlipwayError {
  if (thrown instanceof SlipwayError) return thrown
  const error = serverError(thrown)
  if (error === undefined) {
    const why = thrown instanceof Error ? context.redact(thrown.message) : 'unknown'
    return context.lost
      ? failure('answer-lost', `The connection ended before the server answered: ${why}`, place(statement, undefined))
      : failure('other', `The statement could not be sent: ${why}`, place(statement, undefined))
  }
  const kind = kindOf(error, context.store)
  const position = statement !== undefined && 'position' in statement ? statement.position : error.position
  const details = place(statement, position)
  const where = details['file'] === undefined ? '' : `${String(details['file'])}:${String(details['line'])}: `
  const hint = hints[kind] ?? (error.hint === undefined ? undefined : context.redact(error.hint))
  return new SlipwayError(
    codes[kind] ?? 'SW-STATEMENT-FAILED',
    `${where}${context.redact(error.message)} (${error.code})`,
    {
      ...(hint === undefined ? {} : { hint }),
      details: { kind, sqlstate: error.code, ...details },
    },
  )
}

function place(statement: FailedStatement | undefined, position: number | undefined): Record<string, Json> {
  const at = statement?.at
  const line = statement === undefined || position === undefined ? 0 : lineAt(statement.sent, position)
  return {
    ...(position === undefined ? {} : { position }),
    ...(at === undefined ? {} : { file: at.file, line: at.line + line }),
  }
}
