import type { FreshDatabase } from '@slipway/testkit'
import type { ConfigParts } from '../project.ts'
import type { Proxy } from '../proxy.ts'
import type { Connection } from '../query.ts'
import type { Snapshot } from '../snapshot.ts'

/** How often a statement ran, as the server itself says. */
export interface Executions {
  /** It began to run, whatever came of it. */
  readonly started: number
  /** It ran to its end without an error; `undefined` where the log does not say. */
  readonly completed: number | undefined
  /**
   * It ran to its end outside a transaction, or in one whose COMMIT ran to its end too; `undefined` where the log does not
   * say, and catalog and data alone tell.
   */
  readonly committed: number | undefined
}

/** How many sessions do what is looked for. */
export type Looking = 'running' | 'waiting'

/** A server on which cases are played, whatever its kind: one that logs every statement, and whose commits last. */
export interface Stage {
  /** Tells stages apart. */
  readonly url: string
  /** The driver of the projects that are played on it. */
  readonly config: Pick<ConfigParts, 'driver' | 'imports' | 'adapter'>
  fresh(): Promise<FreshDatabase>
  connect(url: string): Promise<Connection>
  snapshot(url: string): Promise<Snapshot>
  openProxy(): Promise<Proxy>
  /** Sessions of a database that run, or wait for a lock in, a statement with this text. */
  sessions(url: string, text: string, looking: Looking): Promise<number>
  log(): Promise<string>
  /** Counts executions of the statement that carries `mark`, in a database, by a part of the log. */
  executions(log: string, database: string, mark: string): Executions
  kill9(): Promise<void>
  restart(): Promise<void>
}
