import type { TargetIdentity } from './plan.ts'
import type { Sha256 } from './plugin.ts'

/** A place in a journal that another journal remembers: how many entries it had, and the hash of the last one. */
export interface JournalMark {
  readonly seq: number
  readonly hash: Sha256
}

/** Carried by every run of a release, so that a participant's journal can be matched with the coordinator's record. */
export interface ReleaseMark {
  readonly release: string
  /** Of the releases that the coordinator's journal records, from 1. */
  readonly number: number
  /** As the config calls it. */
  readonly name: string
  /** The coordinator's target. */
  readonly coordinator: string
  /** Where the coordinator's journal stood when the run began. */
  readonly at: JournalMark
}

/** One store of a release as its record names it. */
export interface ReleaseParticipant {
  readonly target: string
  readonly identity: TargetIdentity
  /** Hash of its plan. */
  readonly plan: Sha256
  /** Empty where nothing was pending. */
  readonly migrations: readonly string[]
  /** Where its journal stood when the release began. */
  readonly at: JournalMark
}

/** Why a release turned back, or why one of its participants did not get on. */
export interface ReleaseFailure {
  readonly target: string
  readonly code: string
  readonly message: string
}

/** What the coordinator's journal says of a release. */
export type ReleaseEntry =
  | {
      readonly type: 'release-started'
      readonly release: string
      readonly number: number
      readonly name: string
      /** Hash of the release plan, which is kept beside the journal until the release ends. */
      readonly plan: Sha256
      /** In the order in which they are applied. */
      readonly participants: readonly ReleaseParticipant[]
      /** How many participants are applied before the point of no return. */
      readonly forwardAfter: number
      readonly allowed: readonly { readonly code: string; readonly reason: string }[]
    }
  | {
      readonly type: 'release-participant'
      readonly release: string
      readonly target: string
      readonly state: 'applied' | 'compensated'
      /** Where its journal stood then. */
      readonly at: JournalMark
    }
  | {
      /** The one row that decides: `forward` is the point of no return. There is never a second one. */
      readonly type: 'release-decided'
      readonly release: string
      readonly way: 'forward' | 'back'
      /** Of `back`: the failure, or what a person said. */
      readonly why?: ReleaseFailure | string
    }
  | {
      /** A participant that did not get on after the decision: its compensation failed, or what must go forward did. */
      readonly type: 'release-stuck'
      readonly release: string
      readonly failure: ReleaseFailure
    }
  | {
      readonly type: 'release-ended'
      readonly release: string
      /** `abandoned`: a person took the stores as they were. */
      readonly status: 'applied' | 'reverted' | 'abandoned'
      readonly why?: string
    }
