import { SlipwayError } from '../errors/slipway-error.ts'
import { refuseOtherRun } from '../operations/other-run.ts'
import { planPending, planResult } from '../operations/planning.ts'
import { whereOf, type Reading } from '../operations/reading.ts'
import type { PlanResult } from '../operations/results.ts'
import type { RunAllowance } from '../plan/hazards.ts'
import { irreversible } from './irreversible.ts'
import { inStore, ofParticipant, readStores } from './read-stores.ts'
import { sealRelease } from './release-plan.ts'
import { foldReleases, openRelease, type ReleaseRecord } from './release-record.ts'
import type { ReleasePlanResult } from './release-results.ts'
import type { ReleaseWorkspace } from './release-workspace.ts'
import { readingRecord } from './under-record.ts'

/** What is accepted, on every store. */
export interface PlanReleaseOptions {
  readonly allow?: readonly RunAllowance[]
}

/**
 * Plans what is pending on every store of a release. Writes nothing. Throws `SW-RELEASE-OPEN` while an earlier one is not at
 * its end, and `SW-RELEASE-DISAGREES` when the stores remember different things.
 */
export async function planRelease(
  release: ReleaseWorkspace,
  options: PlanReleaseOptions = {},
): Promise<ReleasePlanResult> {
  return readingRecord(release, async (record) => {
    await readStores(release, record)
    const open = openRelease(foldReleases(record.journalled.entries), release.release.name)
    if (open) throw stillOpen(open)
    return planStores(release, record, options.allow ?? [])
  })
}

/** Plans every store, in order. */
export async function planStores(
  release: ReleaseWorkspace,
  record: Reading,
  allow: readonly RunAllowance[],
): Promise<ReleasePlanResult> {
  const participants: PlanResult[] = []
  for (const participant of release.participants) {
    participants.push(
      await inStore(release, record, participant, async (found) => {
        try {
          refuseOtherRun(found.history)
          return planResult(found, await planPending(participant, found), allow)
        } catch (error) {
          throw ofParticipant(participant.target, error)
        }
      }),
    )
  }
  const plans = participants.map(({ where, plan }) => ({ target: where.target, plan }))
  const plan = sealRelease(release.release, plans)
  return {
    release: release.release.name,
    coordinator: whereOf(release.coordinator, record.session),
    plan,
    participants,
    irreversible: irreversible(plan),
  }
}

/** An earlier release has to be brought to an end first. */
export function stillOpen({ name, number }: ReleaseRecord): SlipwayError {
  return new SlipwayError(
    'SW-RELEASE-OPEN',
    `Release ${number} of ${name} is not at its end, so no other one begins. Nothing was changed now.`,
    {
      hint: `Finish it:\n  slipway resume --release ${name}\nor see where it stands:\n  slipway doctor --release ${name}`,
      details: { release: name, number },
    },
  )
}
