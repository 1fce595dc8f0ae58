import type { Location } from '@slipway/core/plugin'
import type { KnexClient } from '../project/knex-module.ts'
import type { Recorder } from './recorder.ts'
import { unreadAnswer } from './unread-answer.ts'

/** A query as knex hands it to its client: compiled, its values beside it. */
interface CompiledQuery {
  readonly sql: string
  readonly bindings?: readonly unknown[]
  readonly method?: string
  /** What knex does with the answer, where it looks into it itself. */
  readonly output?: unknown
  /** Where the code asked for it. */
  readonly at?: Location
}

/** The part of a runner that is wrapped, to know where a query was asked for. */
interface Runner {
  query(query: CompiledQuery): Promise<unknown>
}

/** The part of knex's client that is replaced. */
export interface Client extends KnexClient {
  positionBindings(sql: string): string
  _escapeBinding(value: unknown, context: object): string
  runner(builder: { readonly _asyncStack?: { readonly error: Error } }): Runner
  connectionSettings?: unknown
  isMariaDB?: boolean
}

/** A client's class, as knex takes it for `client`. */
export type ClientClass = new (...args: readonly unknown[]) => Client

/** Statements beyond which code is taken to run in circles. */
const MOST = 5_000

/**
 * Derives, from one of knex's own clients, one that never connects: it keeps what it is sent, and answers with what nobody
 * may look into. A class, because knex makes clients by `new`, and those of transactions from the prototype.
 */
export function recordingClient(
  Base: ClientClass,
  { statements, refuse, shown }: Recorder,
  placeOf: (stack: string | undefined) => Location,
): ClientClass {
  return class extends Base {
    override async acquireConnection(): Promise<unknown> {
      return {}
    }

    override async releaseConnection(): Promise<void> {}

    override runner(builder: Parameters<Client['runner']>[0]): Runner {
      const runner = super.runner(builder)
      const at = placeOf(builder._asyncStack?.error.stack)
      const query = runner.query.bind(runner)
      runner.query = (compiled) => query({ ...compiled, at })
      return runner
    }

    /** Replaces the sending of a query; a text by itself opens or ends a transaction. */
    async query(_connection: unknown, query: CompiledQuery | string): Promise<CompiledQuery> {
      const compiled = typeof query === 'string' ? { sql: query.replace(/;$/, '') } : query
      if (statements.length === MOST) refuse(`it sends more than ${MOST} statements`)
      const { sql, bindings, at = placeOf(undefined) } = compiled
      statements.push({ text: shown(inlined(this, sql, bindings)), at })
      return compiled
    }

    processResponse({ sql, method, output }: CompiledQuery): unknown {
      if (output !== undefined) refuse(`it asks the database what is there: ${brief(sql)}`)
      if (method === 'first') refuse(`it reads rows: ${brief(sql)}`)
      const reads = method === 'select' || method === 'pluck'
      const why = reads ? 'it reads rows' : 'it goes by what a statement answers'
      return unreadAnswer(() => refuse(`${why}: ${brief(sql)}`), method === 'insert')
    }

    postProcessResponse(answer: unknown): unknown {
      return answer
    }

    stream(_connection: unknown, { sql }: CompiledQuery): never {
      return refuse(`it reads rows: ${brief(sql)}`)
    }
  }
}

/** Writes values into a statement as knex's `toQuery` does (lib/execution/internal/query-executioner.js, `formatQuery`). */
function inlined(client: Client, sql: string, bindings: readonly unknown[] = []): string {
  const numbered = client.positionBindings('?') !== '?'
  let next = 0
  return sql.replaceAll(/\\?\?/g, (mark) => {
    if (mark !== '?') return '?'
    next += 1
    if (next <= bindings.length) return client._escapeBinding(bindings[next - 1], {})
    // Knex takes a question mark in a text for a value all the same.
    return numbered ? `$${next}` : mark
  })
}

/** The beginning of a statement, its values left out. */
function brief(sql: string): string {
  const line = sql.replaceAll(/\s+/g, ' ').trim()
  return line.length > 80 ? `${line.slice(0, 79)}…` : line
}
