import type { ReleaseFailure } from '../contract/release.ts'
import type { PlanResult, RunResult, Where } from '../operations/results.ts'
import type { Disagreement } from './disagreements.ts'
import type { Irreversible } from './irreversible.ts'
import type { ReleasePlan } from './release-plan.ts'
import type { Standing } from './standing.ts'

/** A release plan, and what stands in its way. */
export interface ReleasePlanResult {
  readonly release: string
  readonly coordinator: Where
  readonly plan: ReleasePlan
  /** One for each store, in the order in which they are applied. */
  readonly participants: readonly PlanResult[]
  /** What could not be compensated before the point of no return. Apply refuses while there is one. */
  readonly irreversible: readonly Irreversible[]
}

/** What became of one store in this call. */
export interface ParticipantResult {
  readonly target: string
  readonly standing: Standing
  /** Absent where nothing was done in this call. */
  readonly run?: RunResult
}

/** What an apply, a resume or a rollback of a release came to. Times in milliseconds. */
export interface ReleaseResult {
  readonly release: string
  /** Of the releases that the coordinator records; absent when there was nothing to do. */
  readonly number?: number
  readonly status: 'applied' | 'reverted' | 'waiting' | 'nothing'
  readonly participants: readonly ParticipantResult[]
  /** Why it turned back. */
  readonly why?: ReleaseFailure | string
  /** Of `waiting`: where. */
  readonly gate?: { readonly target: string; readonly gate: string; readonly why: string }
  readonly milliseconds: number
}

/** One store of a release as it is now. */
export interface ParticipantStatus {
  readonly target: string
  readonly where?: Where
  /** In the last release; `undefined` when there was none, or the store was not reached. */
  readonly standing?: Standing
  /** What the record says. */
  readonly recorded?: 'applied' | 'compensated'
  readonly pending?: number
  /** Why it was not reached. */
  readonly unreachable?: { readonly code: string; readonly message: string }
}

/** The last release of a name: where it stands, and whether its stores agree. */
export interface ReleaseStatus {
  readonly release: string
  readonly coordinator: Where
  /** Absent when the coordinator's journal records none. */
  readonly last?: {
    readonly id: string
    readonly number: number
    readonly status: 'open' | 'applied' | 'reverted' | 'abandoned'
    readonly decided?: 'forward' | 'back'
    readonly why?: ReleaseFailure | string
    readonly stuck?: ReleaseFailure
    readonly at: string
    readonly by: string
  }
  /** A process is at work on it. */
  readonly running: boolean
  readonly forwardAfter: number
  readonly participants: readonly ParticipantStatus[]
  readonly disagreements: readonly Disagreement[]
}
