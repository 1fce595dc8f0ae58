import type { Json } from '../contract/plugin.ts'
import type { ErrorCode } from './catalogue.ts'

/** What an error carries besides code and message. */
export interface ErrorParts {
  /** What gets the reader out: exact commands, one a line. */
  readonly hint?: string
  readonly cause?: unknown
  /** For machines: file, line, migration, object, failure kind. Never a secret, never a row. */
  readonly details?: { readonly [key: string]: Json }
}

/** The one error type. Its code decides the exit code and the docs page. */
export class SlipwayError extends Error {
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly details: { readonly [key: string]: Json }

  constructor(code: ErrorCode, message: string, parts: ErrorParts = {}) {
    super(message, parts.cause === undefined ? undefined : { cause: parts.cause })
    this.name = 'SlipwayError'
    this.code = code
    this.hint = parts.hint
    this.details = parts.details ?? {}
  }
}
