import type { Dialect, ExecuteOptions, Session } from '@slipway/core/plugin'

/** A query as knex hands it to its connection. */
export interface ClientQuery {
  readonly sql: string
  readonly values: readonly unknown[]
  /** Rows as lists, where the client knows that. */
  readonly asArrays: boolean
}

/** What the code that sends a query goes by. */
export interface SpeechContext {
  readonly session: Session
  readonly dialect: Dialect
  readonly options: ExecuteOptions
}

/** Speaks to a session as one client speaks to its server: values as it writes them, answers and errors as it gives them. */
export interface Speech {
  /** Answers what the client would hand to its callback behind the error. */
  send(context: SpeechContext, query: ClientQuery): Promise<readonly unknown[]>
  /** The client's own kind of error, with what migrations look at: codes and names, never values. */
  error(message: string, details: Readonly<Record<string, unknown>>): Error
}
