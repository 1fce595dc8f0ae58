import type { Json, Row } from '@slipway/core/plugin'

/** What one statement gave back. */
export interface WireResult {
  readonly rows: readonly Row[]
  readonly affected: number | undefined
  /** Whether a transaction is open after it, where the server said so with the answer. */
  readonly open: boolean | undefined
  readonly warnings: number
  /** The client's own answer: rows, then columns. */
  readonly native?: unknown
}

/** One connection. Rejects with whatever its client throws. */
export interface Wire {
  /** The connection's number as the other side announced it; a proxy makes one up. */
  readonly announced: number
  /** Sends one statement. */
  query(text: string): Promise<WireResult>
  /** Sends one statement with parameters, apart from the text, so that no `sql_mode` changes what they say. */
  execute(text: string, params: readonly Json[]): Promise<WireResult>
  /** True once the connection has ended: whatever was sent last may have taken effect. */
  lost(): boolean
  /** Takes secrets out of a text. */
  redact(text: string): string
  end(): Promise<void>
}
