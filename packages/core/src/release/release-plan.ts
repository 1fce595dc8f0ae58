import type { Plan } from '../contract/plan.ts'
import type { Sha256 } from '../contract/plugin.ts'
import { hashValue } from '../plan/hash.ts'
import type { ResolvedRelease } from './resolve-release.ts'

/** The plan of one store of a release. */
export interface ParticipantPlan {
  readonly target: string
  readonly plan: Plan
}

/** A JSON value: one plan for each store, in the order in which they are applied, and where the way back ends. */
export interface ReleasePlan {
  readonly format: 1
  readonly release: string
  readonly coordinator: string
  /** How many participants are applied before the point of no return. */
  readonly forwardAfter: number
  readonly participants: readonly ParticipantPlan[]
  /** Over all of it, each plan by its own hash. */
  readonly hash: Sha256
}

/** Adds the hash to what a release would run. */
export function sealRelease(release: ResolvedRelease, participants: readonly ParticipantPlan[]): ReleasePlan {
  const { name, coordinator, forwardAfter } = release
  const plan = { format: 1, release: name, coordinator, forwardAfter, participants } as const
  return { ...plan, hash: releaseHash(plan) }
}

/** What the hash of a release plan covers. */
export function releaseHash(plan: Omit<ReleasePlan, 'hash'>): Sha256 {
  const { release, coordinator, forwardAfter } = plan
  const participants = plan.participants.map(({ target, plan: { hash } }) => ({ target, hash }))
  return hashValue({ release, coordinator, forwardAfter, participants })
}
