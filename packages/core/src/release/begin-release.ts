import type { JournalMark, ReleaseParticipant } from '../contract/release.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { append } from '../execute/execution.ts'
import { requireProofs } from '../operations/apply.ts'
import type { Deploy } from '../operations/deploy.ts'
import { hazardError } from '../plan/hazard-error.ts'
import { keptRelease } from '../operations/kept.ts'
import { refuseOtherRun } from '../operations/other-run.ts'
import { observed } from '../operations/planning.ts'
import { identify } from '../operations/reading.ts'
import type { ProofLookup } from '../operations/results.ts'
import { judge, type RunAllowance } from '../plan/hazards.ts'
import { checkBase, checkFiles, checkTarget } from '../plan/stale.ts'
import type { Workspace } from '../config/workspace.ts'
import { irreversible } from './irreversible.ts'
import { inStore, ofParticipant, type StoreReading } from './read-stores.ts'
import { cannotCompensate } from './release-errors.ts'
import type { ReleasePlan } from './release-plan.ts'
import { foldReleases } from './release-record.ts'
import type { ReleaseWorkspace } from './release-workspace.ts'

/** On which conditions a release may begin. */
export interface BeginOptions {
  readonly allow: readonly RunAllowance[]
  readonly requireProof?: (workspace: Workspace) => Promise<ProofLookup>
}

/**
 * Looks at every store before anything is changed on any, and writes down that the release begins. Throws what a store
 * would refuse later, by name.
 */
export async function beginRelease(
  release: ReleaseWorkspace,
  locked: Deploy,
  stores: readonly StoreReading[],
  plan: ReleasePlan,
  options: BeginOptions,
): Promise<string> {
  checkShape(release, plan)
  const oneWay = irreversible(plan)
  if (oneWay.length > 0) throw cannotCompensate(plan.release, oneWay)
  for (const participant of release.participants) await checkStore(release, locked, participant, plan, options)
  const id = release.environment.id()
  await keptRelease(release.coordinator, locked.session, id).write(plan)
  await append(locked, [
    {
      type: 'release-started',
      release: id,
      number: foldReleases(locked.journalled.entries).size + 1,
      name: plan.release,
      plan: plan.hash,
      participants: plan.participants.map(({ target, plan: { hash, content } }): ReleaseParticipant => {
        const store = stores.find((each) => each.target === target)
        if (!store) throw new SlipwayError('SW-INTERNAL', `The store ${target} was not read.`)
        const migrations = content.migrations.map((migration) => migration.id)
        return { target, identity: store.identity, plan: hash, migrations, at: markOf(store) }
      }),
      forwardAfter: plan.forwardAfter,
      allowed: options.allow.map(({ code, reason }) => ({ code, reason })),
    },
  ])
  return id
}

function markOf({ history }: StoreReading): JournalMark {
  return { seq: history.seq, hash: history.hash }
}

/** A plan file says itself what the config said when it was made. */
function checkShape({ release }: ReleaseWorkspace, plan: ReleasePlan): void {
  const same =
    plan.release === release.name &&
    plan.coordinator === release.coordinator &&
    plan.forwardAfter === release.forwardAfter &&
    plan.participants.length === release.targets.length &&
    plan.participants.every(({ target }, index) => target === release.targets[index])
  if (same) return
  throw new SlipwayError(
    'SW-PLAN-STALE',
    `The plan was made for release "${plan.release}" over ${plan.participants.map(({ target }) => target).join(', ')}; the config says otherwise by now. Nothing was changed.`,
    { hint: `Make it again:\n  slipway plan --release ${release.name} --out release.json` },
  )
}

async function checkStore(
  release: ReleaseWorkspace,
  locked: Deploy,
  participant: Workspace,
  whole: ReleasePlan,
  options: BeginOptions,
): Promise<void> {
  const { target } = participant
  const plan = whole.participants.find((each) => each.target === target)?.plan
  if (!plan) return
  await inStore(release, locked, participant, async (found) => {
    try {
      refuseOtherRun(found.history)
      checkTarget(plan, await identify(participant, found.session))
      const schema = await found.session.inspect()
      checkBase(plan, found.history, { schema, server: found.session.server }, participant.ignore)
      checkFiles(plan, found.migrations)
      const { refused } = judge(await observed(participant, found, plan, schema), options.allow)
      if (refused.length > 0) throw hazardError(refused)
      await requireProofs(plan, found, await options.requireProof?.(participant))
    } catch (error) {
      throw ofParticipant(target, error)
    }
  })
}
