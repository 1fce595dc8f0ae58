import type { Dialect, ServerFacts } from '../contract/dialect.ts'
import type { Migration } from '../contract/migration.ts'
import type { TargetIdentity, Timeouts } from '../contract/plan.ts'
import type { Schema } from '../contract/schema.ts'
import type { History } from '../history/history.ts'

/** All that a plan is made from, besides the migrations to plan. The same input gives the same plan, to the byte. */
export interface PlanInput {
  /** Everything the adapters loaded, ordered. */
  readonly migrations: readonly Migration[]
  readonly history: History
  readonly dialect: Dialect
  readonly server: ServerFacts
  readonly schema: Schema
  readonly target: TargetIdentity
  readonly timeouts: Timeouts
  /** Kinds of step that something runs. */
  readonly runners: ReadonlySet<string>
  /** Object id patterns left out of the plan's base. */
  readonly ignore: readonly string[]
}
