import type { PlannedMigration } from '../contract/plan.ts'
import type { ReleasePlan } from './release-plan.ts'

/** A migration that a failure could not take back. */
export interface Irreversible {
  readonly target: string
  readonly migration: string
  readonly file: string
  readonly why: string
}

/**
 * Migrations before the point of no return that have no way back: a release that could not compensate must not begin. What
 * is derived when it runs is not missing, only not known yet.
 */
export function irreversible({ participants, forwardAfter }: ReleasePlan): readonly Irreversible[] {
  return participants.slice(0, forwardAfter).flatMap(({ target, plan }) =>
    plan.content.migrations.filter(hasNoWayBack).map(({ id, location, reversal }) => ({
      target,
      migration: id,
      file: location.file,
      why: reversal.why,
    })),
  )
}

function hasNoWayBack({ reversal, record }: PlannedMigration): boolean {
  if (reversal.class !== 'none' || reversal.by === 'derived') return false
  return reversal.by !== 'written' || record.down?.length === 0
}
