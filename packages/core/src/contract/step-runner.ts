import type { Dialect } from './dialect.ts'
import type { Session } from './driver.ts'
import type { CodeRef, Statement } from './migration.ts'
import type { PlannedStep } from './plan.ts'
import type { Plugin } from './plugin.ts'

/** A function that a `code` step names: it gets a session whose every statement is journalled. */
export type CodeFunction = (session: Session) => Promise<void>

/** What a runner gets to run one step with. */
export interface StepContext {
  /** The transaction's session in a transactional unit, else the one that holds the lease. */
  readonly session: Session
  readonly migration: string
  /** Goes into a comment of every statement sent. */
  readonly marker: string
  readonly dialect: Dialect
  readonly step: PlannedStep
  readonly signal: AbortSignal
  /** Another connection to the same database, for runners that need one. */
  connect(): Promise<Session>
  resolve(ref: CodeRef): Promise<CodeFunction>
  /** Reports progress; never blocks, never throws. */
  progress(done: number, total: number | undefined, what: string): void
}

/** Runs one kind of planned step. */
export interface StepRunner extends Plugin<'step-runner'> {
  /** The `runner` of the planned steps it takes. */
  readonly runner: string
  run(context: StepContext): Promise<void>
  /**
   * The one statement that `run` sends, where it is known beforehand and its answer decides nothing: it is then sent
   * together with others, and `run` is not called.
   */
  statement?(context: Pick<StepContext, 'step' | 'dialect' | 'marker'>): Statement | undefined
}
