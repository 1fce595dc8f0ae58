import type { Json, Row } from '@slipway/core/plugin'

/** What one statement gave back. */
export interface WireResult {
  readonly rows: readonly Row[]
  readonly affected: number | undefined
  /** The client's own answer. */
  readonly native?: unknown
}

/** One connection that speaks PostgreSQL's protocol. Rejects with whatever its client throws. */
export interface Wire {
  /** Sends a script in one message of the simple protocol. One result for each statement. */
  script(text: string): Promise<readonly WireResult[]>
  /**
   * Sends statements together, and stops at the first that fails. May be called before the last call is answered. Rejects
   * with a `BatchError`.
   */
  batch(statements: readonly string[]): Promise<void>
  /** Sends one statement with parameters. */
  query(text: string, params: readonly Json[]): Promise<WireResult>
  /** True once the connection has ended: whatever was sent last may have taken effect. */
  lost(): boolean
  /** Takes secrets out of a text. */
  redact(text: string): string
}
