import type { LeaseHolder, Peer } from './driver.ts'
import type { Direction } from './journal.ts'
import type { Plan } from './plan.ts'
import type { Plugin } from './plugin.ts'

/** What happened, as it happens. Carries no values, no secrets, no other session's query text. */
export type SlipwayEvent =
  | {
      readonly type: 'run-started'
      readonly run: string
      readonly batch: number
      readonly direction: Direction
      readonly plan: Plan
    }
  | { readonly type: 'lease-waiting'; readonly holder?: LeaseHolder; readonly waited: number; readonly limit: number }
  | { readonly type: 'lease-acquired'; readonly waited: number }
  | {
      /** A framework holds its own lock. Times in milliseconds. */
      readonly type: 'foreign-lock-waiting'
      readonly bridge: string
      readonly lock: string
      readonly holders: readonly Peer[]
      readonly waited: number
      readonly limit: number
    }
  | { readonly type: 'migration-started'; readonly migration: string; readonly index: number; readonly of: number }
  | { readonly type: 'step-started'; readonly migration: string; readonly text: string }
  | {
      readonly type: 'step-finished'
      readonly migration: string
      readonly text: string
      /** Absent where the statements of a transaction travelled together. */
      readonly milliseconds?: number
    }
  | {
      readonly type: 'unit-retrying'
      readonly migration: string
      readonly attempt: number
      readonly tries: number
      readonly wait: number
      readonly reason: string
      readonly blockers: readonly Peer[]
    }
  | {
      readonly type: 'waiting-for-peers'
      readonly migration: string
      readonly peers: readonly Peer[]
      readonly why: string
    }
  | {
      readonly type: 'progress'
      readonly migration: string
      readonly what: string
      readonly done: number
      readonly total?: number
    }
  | {
      readonly type: 'migration-finished'
      readonly migration: string
      readonly direction: Direction
      readonly milliseconds: number
      readonly batch: number
    }
  | {
      readonly type: 'recovered'
      readonly migration: string
      readonly outcome: 'landed' | 'absent'
      readonly reason: string
    }
  | { readonly type: 'run-waiting'; readonly run: string; readonly gate: string; readonly why: string }
  | {
      readonly type: 'run-finished'
      readonly run: string
      readonly status: 'applied' | 'reverted' | 'failed'
      readonly milliseconds: number
    }
  | {
      readonly type: 'release-started'
      readonly number: number
      readonly name: string
      readonly targets: readonly string[]
      /** It had been begun, and is gone on with. */
      readonly resumed: boolean
    }
  | {
      readonly type: 'release-participant'
      readonly target: string
      readonly index: number
      readonly of: number
      readonly way: 'apply' | 'compensate'
    }
  | {
      readonly type: 'release-decided'
      readonly number: number
      readonly way: 'forward' | 'back'
      readonly why?: string
    }
  | { readonly type: 'release-finished'; readonly number: number; readonly status: 'applied' | 'reverted' }
  | { readonly type: 'reporter-failed'; readonly reporter: string; readonly message: string }

/** One method over one union. A reporter that is slow or throws never holds a lock and never fails a run. */
export interface Reporter extends Plugin<'reporter'> {
  report(event: SlipwayEvent): void | Promise<void>
  close?(): Promise<void>
}
