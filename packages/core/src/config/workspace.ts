import type { Adapter } from '../contract/adapter.ts'
import type { Dialect } from '../contract/dialect.ts'
import type { Driver } from '../contract/driver.ts'
import type { Timeouts } from '../contract/plan.ts'
import type { StepRunner } from '../contract/step-runner.ts'
import type { RehearseConfig } from './config.ts'
import type { EventQueue } from '../events/event-queue.ts'
import type { CodeLookup } from '../plan/observe-code.ts'

/** Everything that is not pure, passed in: core itself has no clock, no random and no file system. */
export interface Environment {
  /** Absolute path of the project. */
  readonly cwd: string
  /** `user@host (pid 4121)`: written to the journal and shown to whoever waits. */
  readonly who: string
  /** Milliseconds since the epoch, for names that carry a date. */
  now(): number
  /** Milliseconds on a clock that never jumps. */
  monotonic(): number
  /** From 0 to 1, for jitter. */
  random(): number
  /** A unique id. */
  id(): string
  /** Rejects when the signal aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}

/** One target, ready for the operations. Nothing is connected yet. */
export interface Workspace {
  readonly target: string
  readonly project: string
  readonly driver: Driver
  readonly dialect: Dialect
  readonly adapters: readonly Adapter[]
  readonly runners: ReadonlyMap<string, StepRunner>
  readonly timeouts: Timeouts
  readonly protected: boolean
  readonly ignore: readonly string[]
  readonly rehearse: RehearseConfig
  /** Asked before an adapter is: what was seen goes before what is made out. */
  readonly recorded?: CodeLookup
  readonly environment: Environment
  readonly events: EventQueue
  readonly signal: AbortSignal
}
