import { SlipwayError, type ErrorCode } from '@slipway/core'
import type { FailureKind, Json, Location } from '@slipway/core/plugin'
import type { Store } from '../store/store.ts'
import { serverError, type ServerError } from './server-error.ts'

// Codes: https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
const kinds: Readonly<Record<number, FailureKind>> = {
  13: 'permission',
  24: 'lock-timeout',
  46: 'lock-timeout',
  50: 'lock-timeout',
  262: 'lock-timeout',
  // An index build is under way on the collection.
  12586: 'lock-timeout',
  12587: 'lock-timeout',
  112: 'serialization',
  11601: 'canceled',
  14031: 'disk-full',
  13435: 'read-only',
  13436: 'read-only',
}

/** The server gave up being primary, or shut down, while it ran: it may have taken effect. */
const interrupted = new Set([91, 189, 10058, 10107, 11600, 11602])

const unanswered = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoPoolClearedError',
  'MongoServerSelectionError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoServerClosedError',
  'PoolClearedOnNetworkError',
])

function kindOf(error: ServerError, store: Store): FailureKind {
  if (error.unacknowledged || error.labels.includes('UnknownTransactionCommitResult') || unanswered.has(error.name))
    return 'answer-lost'
  if (error.code !== undefined && interrupted.has(error.code)) return 'answer-lost'
  if (error.code === 11000 && error.namespace === `${store.database}.${store.journal}`) return 'journal-conflict'
  const known = error.code === undefined ? undefined : kinds[error.code]
  if (known !== undefined) return known
  return error.labels.includes('TransientTransactionError') ? 'serialization' : 'other'
}

const codes: Partial<Readonly<Record<FailureKind, ErrorCode>>> = {
  permission: 'SW-PERMISSION',
  'read-only': 'SW-NOT-PRIMARY',
  'disk-full': 'SW-DISK-FULL',
  'lease-lost': 'SW-LEASE-LOST',
}

const hints: Partial<Readonly<Record<FailureKind, string>>> = {
  'read-only': 'Point the url at the primary: name the replica set, ?replicaSet=…, and leave directConnection out',
  permission: 'Run as a user that has the role, or let an administrator grant what is missing',
  'disk-full': 'Free space on the server, then:\n  slipway resume',
}

/** BSONObjectTooLarge, and an update that would make one. */
const oversized = new Set([10334, 17419, 17420])

const tooLarge = (where: string, details: Readonly<Record<string, Json>> = {}): SlipwayError =>
  new SlipwayError(
    'SW-STATEMENT-FAILED',
    `${where}What is sent is larger than 16 MB, the most that MongoDB takes as one document.`,
    {
      hint: 'What a run plans is kept in one document, statements and what undoes them included. Apply fewer migrations at once:\n  slipway apply --to ID\nor write large documents from a module, in several commands',
      details: { kind: 'other', ...details },
    },
  )

const changedSince =
  'What was done to it since would be lost. Give it back the value that the migration gave it and roll back again, or bring the change about with a new migration:\n  slipway new "undo …"'

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

/** What a failure is told with. */
export interface FailureContext {
  readonly store: Store
  redact(text: string): string
}

/** Builds the error of what a server answered. */
export function answeredFailure(error: ServerError, { store, redact }: FailureContext, at?: Location): SlipwayError {
  const kind = kindOf(error, store)
  const where = at === undefined ? '' : `${at.file}:${at.line}: `
  if (error.code !== undefined && oversized.has(error.code))
    return tooLarge(where, { code: error.code, ...(at && { file: at.file, line: at.line }) })
  const number =
    error.code === undefined ? '' : ` (${error.code}${error.codeName === undefined ? '' : ` ${error.codeName}`})`
  const message =
    kind === 'answer-lost' && error.code === undefined
      ? `The connection ended before the server answered: ${redact(error.message)}`
      : `${redact(error.message)}${number}`
  const hint = error.guard ? changedSince : hints[kind]
  return new SlipwayError(codes[kind] ?? 'SW-STATEMENT-FAILED', `${where}${message}`, {
    ...(hint === undefined ? {} : { hint }),
    details: {
      kind,
      ...(error.code === undefined ? {} : { code: error.code }),
      ...(at === undefined ? {} : { file: at.file, line: at.line }),
    },
  })
}

/** Translates what the client threw into a `SlipwayError` whose details carry `kind`, and `file` and `line` where known. */
export function asFailure(thrown: unknown, context: FailureContext, at?: Location): SlipwayError {
  if (thrown instanceof SlipwayError) return thrown
  const error = serverError(thrown)
  if (error !== undefined) return answeredFailure(error, context, at)
  // The client writes a command into a buffer of that size.
  if (thrown instanceof RangeError && (thrown as NodeJS.ErrnoException).code === 'ERR_OUT_OF_RANGE')
    return tooLarge(at === undefined ? '' : `${at.file}:${at.line}: `, at && { file: at.file, line: at.line })
  const why = thrown instanceof Error ? context.redact(thrown.message) : 'unknown'
  return failure('other', `The statement could not be sent: ${why}`, at && { file: at.file, line: at.line })
}
