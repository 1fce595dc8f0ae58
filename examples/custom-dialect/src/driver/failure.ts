import { SlipwayError, type ErrorCode } from '@slipway/core'
import type { FailureKind, Json, Location } from '@slipway/core/plugin'

// Primary result codes: https://www.sqlite.org/rescode.html.
const kinds: Readonly<Record<number, FailureKind>> = {
  5: 'lock-timeout',
  6: 'lock-timeout',
  8: 'read-only',
  13: 'disk-full',
}
const codes: Partial<Readonly<Record<FailureKind, ErrorCode>>> = {
  'read-only': 'SW-NOT-PRIMARY',
  'disk-full': 'SW-DISK-FULL',
  'lease-lost': 'SW-LEASE-LOST',
}

/** Builds an error whose details say what kind it is. */
export function failure(kind: FailureKind, message: string, at?: Location): SlipwayError {
  const where: Record<string, Json> = at === undefined ? {} : { file: at.file, line: at.line }
  const said = at === undefined ? message : `${at.file}:${at.line}: ${message}`
  return new SlipwayError(codes[kind] ?? 'SW-STATEMENT-FAILED', said, { details: { kind, ...where } })
}

/** Whether SQLite said that somebody else has the lock. */
export const isBusy = (thrown: unknown): boolean =>
  [5, 6].includes(Number((thrown as { errcode?: number }).errcode) & 0xff)

/** Translates what `node:sqlite` threw. Its messages name columns, never values. */
export function asFailure(thrown: unknown, at?: Location): SlipwayError {
  if (thrown instanceof SlipwayError) return thrown
  const { errcode, message } = thrown as { readonly errcode?: number; readonly message: string }
  if (errcode === 1555 || errcode === 2067) {
    if (message.includes('slipway_journal.')) return failure('journal-conflict', message, at)
  }
  return failure(kinds[Number(errcode) & 0xff] ?? 'other', message, at)
}
