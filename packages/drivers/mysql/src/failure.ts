import { SlipwayError, type ErrorCode } from '@slipway/core'
import type { FailureKind, Json, Location } from '@slipway/core/plugin'

/** The fields of a server's error that may be shown. */
export interface ServerError {
  readonly errno: number
  readonly sqlstate: string
  /** Without values of rows. */
  readonly message: string
}

// Messages that quote a value of a row, each with the part that does.
const quoting: readonly (readonly [ReadonlySet<number>, RegExp, string])[] = [
  [new Set([1062, 1586, 1859]), /entry '[^]*' for key/, 'entry for key'],
  [new Set([1366, 1411, 1292, 1367, 1264, 1265, 3140, 3156]), /: '[^]*' for (column|function)/, ' for $1'],
  [new Set([1292, 1367, 1366, 1411]), /value: '[^]*'/, 'value'],
  [new Set([1526]), /value [^]*$/, 'this value'],
  [new Set([1761, 1762]), /record '[^]*' would/, 'a record would'],
  [new Set([1690]), /'\([^]*\)'/, 'an expression'],
]

function withoutValues(errno: number, message: string): string {
  return quoting.reduce(
    (text, [errors, part, shown]) => (errors.has(errno) ? text.replace(part, shown) : text),
    message,
  )
}

/** Reads an error of the protocol; `undefined` for any other. */
export function serverError(thrown: unknown): ServerError | undefined {
  if (!(thrown instanceof Error)) return undefined
  const { errno, sqlState } = thrown as { readonly errno?: number; readonly sqlState?: string }
  if (typeof errno !== 'number' || typeof sqlState !== 'string') return undefined
  return { errno, sqlstate: sqlState, message: withoutValues(errno, thrown.message) }
}

const kinds: readonly (readonly [FailureKind, readonly number[]])[] = [
  ['lock-timeout', [1205, 3572]],
  ['deadlock', [1213]],
  ['serialization', [1020]],
  ['canceled', [1317, 1969, 3024]],
  ['permission', [1044, 1095, 1142, 1143, 1227, 1370, 1410, 1419]],
  ['read-only', [1290, 1792, 1836, 3100]],
  ['disk-full', [1021, 1114, 3675]],
  // The server ends the session, maybe after it committed.
  ['answer-lost', [1053, 1927, 3169, 4031]],
]

function kindOf({ errno, message }: ServerError): FailureKind {
  if (errno === 1290 && !/read.only/i.test(message)) return 'other'
  if (/No space left on device|errno: 28\b/.test(message)) return 'disk-full'
  return kinds.find(([, errors]) => errors.includes(errno))?.[0] ?? 'other'
}

const codes: Partial<Readonly<Record<FailureKind, ErrorCode>>> = {
  permission: 'SW-PERMISSION',
  'read-only': 'SW-NOT-PRIMARY',
  'disk-full': 'SW-DISK-FULL',
  'lease-lost': 'SW-LEASE-LOST',
}

const hints: Partial<Readonly<Record<FailureKind, string>>> = {
  'read-only': 'Point the url at the primary, or let the server be written to: SET GLOBAL read_only = OFF',
  permission: 'Let an administrator grant what is missing',
  'disk-full': 'Free space on the server, then: slipway resume',
}

/** Where a statement that failed was written and what was sent. */
export interface FailedStatement {
  readonly sent: string
  readonly at?: Location | undefined
}

/** Why a call on a wire failed. */
export interface FailureContext {
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
 * Translates what a client threw into a `SlipwayError` whose details carry `kind`, `errno`, `sqlstate`, and `file` and
 * `line` where they are known.
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
  const kind = kindOf(error)
  const details = place(statement, error)
  const where = details['file'] === undefined ? '' : `${String(details['file'])}:${String(details['line'])}: `
  return new SlipwayError(
    codes[kind] ?? 'SW-STATEMENT-FAILED',
    `${where}${context.redact(error.message)} (${error.errno})`,
    {
      ...(hints[kind] === undefined ? {} : { hint: hints[kind] }),
      details: { kind, errno: error.errno, sqlstate: error.sqlstate, ...details },
    },
  )
}

function place(statement: FailedStatement | undefined, error: ServerError | undefined): Record<string, Json> {
  const at = statement?.at
  if (at === undefined) return {}
  // The grammar's complaint ends with the line of what was sent.
  const line = error?.errno === 1064 ? Number(/at line (\d+)$/.exec(error.message)?.[1] ?? 1) : 1
  return { file: at.file, line: at.line + line - 1 }
}
