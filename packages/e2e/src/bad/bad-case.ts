import type { PostgresServer } from '@slipway/testkit'
import type { Child, Ended } from '../child.ts'
import type { Project } from '../project.ts'

/** A project whose first two migrations are applied, before something is made wrong. */
export interface Ground {
  readonly server: PostgresServer
  /** As the superuser, directly. */
  readonly url: string
  /** The same database on a replica. */
  readonly replica: string
  readonly project: Project
  slipway(argv: readonly string[], url?: string): Promise<Ended>
  start(argv: readonly string[], url?: string): Child
  sql(text: string): Promise<void>
}

/** One way to be wrong. */
export interface BadCase {
  readonly id: string
  /** Makes it wrong; answers the URL to use, where it is another one. */
  spoil(ground: Ground): Promise<string | undefined | void>
  readonly argv?: readonly string[]
  readonly code: string
  readonly exit: number
  /** What went wrong and where, and the way out. */
  readonly says: readonly RegExp[]
  /** The journal gets the record of a run that failed; nothing else may change. */
  readonly recordsFailure?: true
}
