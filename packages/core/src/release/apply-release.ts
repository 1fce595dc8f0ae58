import { SlipwayError } from '../errors/slipway-error.ts'
import type { Declared } from '../execute/recover.ts'
import { append } from '../execute/execution.ts'
import { readAgain, type Deploy } from '../operations/deploy.ts'
import { keptRelease } from '../operations/kept.ts'
import { checkFiles } from '../plan/stale.ts'
import { beginRelease, type BeginOptions } from './begin-release.ts'
import { driveRelease } from './drive-release.ts'
import { planStores, stillOpen } from './plan-release.ts'
import { ofParticipant, readStores, type StoreReading } from './read-stores.ts'
import { reverted } from './release-errors.ts'
import type { ReleasePlan } from './release-plan.ts'
import { foldReleases, openRelease, type ReleaseRecord } from './release-record.ts'
import type { ReleaseResult } from './release-results.ts'
import type { ReleaseWorkspace } from './release-workspace.ts'
import { standingOf } from './standing.ts'
import { underRecord } from './under-record.ts'

/** Which release to apply, and on which conditions. */
export interface ApplyReleaseOptions extends Partial<BeginOptions> {
  /** A plan made before. Default: one is made now, under the coordinator's deploy lock. */
  readonly plan?: ReleasePlan
}

/**
 * Applies one release over its stores, in their order. Goes on with one that stopped. A failure before the point of no
 * return is compensated; then `SW-RELEASE-REVERTED` is thrown.
 */
export async function applyRelease(
  release: ReleaseWorkspace,
  options: ApplyReleaseOptions = {},
): Promise<ReleaseResult> {
  const { name } = release.release
  let begun: string | undefined
  return underRecord(release, async (locked) => {
    const stores = await readStores(release, locked)
    const open = openRelease(foldReleases(locked.journalled.entries), name)
    if (open) {
      if (options.plan && options.plan.hash !== open.plan) throw stillOpen(open)
      const resumed = open.release !== begun
      begun = open.release
      return goOn(release, locked, stores, open, { resumed })
    }
    if (begun !== undefined) return ended(locked, stores, begun)
    const done = options.plan && finished(options.plan, locked, stores)
    if (done) return done
    const allow = options.allow ?? []
    const plan = options.plan ?? (await planStores(release, locked, allow)).plan
    if (plan.participants.every((each) => each.plan.content.units.length === 0)) return nothing(plan)
    begun = await beginRelease(release, locked, stores, plan, { ...options, allow })
    const own = await readAgain(release.coordinator, locked)
    return goOn(release, own, stores, recordIn(own, begun), { resumed: false })
  })
}

/** Goes on with a release that stopped, in the one direction that its record allows. */
export async function resumeRelease(release: ReleaseWorkspace, declared: Declared = {}): Promise<ReleaseResult> {
  let taken: string | undefined
  return underRecord(release, async (locked) => {
    const stores = await readStores(release, locked)
    const open = openRelease(foldReleases(locked.journalled.entries), release.release.name)
    if (!open && taken !== undefined) return endedBefore(locked, stores, taken)
    if (!open) throw nothingOpen(release.release.name)
    taken = open.release
    return goOn(release, locked, stores, open, { resumed: true, declared, back: open.decided === 'back' })
  })
}

/** Takes back a release that is not past its point of no return. */
export async function rollbackRelease(release: ReleaseWorkspace): Promise<ReleaseResult> {
  let taken: string | undefined
  return underRecord(release, async (locked) => {
    const stores = await readStores(release, locked)
    const open = openRelease(foldReleases(locked.journalled.entries), release.release.name)
    if (!open && taken !== undefined) return endedBefore(locked, stores, taken)
    if (!open) throw nothingToTakeBack(release, locked)
    if (open.decided === 'forward') throw onlyForward(open)
    taken = open.release
    if (!open.decided)
      await append(locked, [
        {
          type: 'release-decided',
          release: open.release,
          way: 'back',
          why: `taken back by ${release.environment.who}`,
        },
      ])
    const own = await readAgain(release.coordinator, locked)
    return goOn(release, own, stores, recordIn(own, open.release), { resumed: true, back: true })
  })
}

interface Going {
  readonly resumed: boolean
  readonly declared?: Declared
  /** Being taken back is what was asked for. */
  readonly back?: boolean
}

async function goOn(
  release: ReleaseWorkspace,
  locked: Deploy,
  stores: readonly StoreReading[],
  record: ReleaseRecord,
  { resumed, declared, back = false }: Going,
): Promise<ReleaseResult> {
  const { number, name } = record
  const plan = await keptRelease(release.coordinator, locked.session, record.release).read()
  if (!record.decided) checkLeft(stores, record, plan)
  release.events.emit({ type: 'release-started', number, name, targets: release.release.targets, resumed })
  const result = await driveRelease(release, {
    id: record.release,
    locked,
    stores,
    plan,
    ...(declared && { declared }),
  })
  if (result.status !== 'reverted' || back) return result
  throw reverted({ ...record, ...(result.why !== undefined && { why: result.why }) })
}

/** Before the point of no return nothing but what was planned is applied: files that changed are met before any store is. */
function checkLeft(stores: readonly StoreReading[], record: ReleaseRecord, plan: ReleasePlan | undefined): void {
  for (const [index, participant] of record.participants.entries()) {
    const store = stores[index]
    if (!store || ['nothing', 'applied', 'elsewhere'].includes(standingOf(store.history, participant, record.release)))
      continue
    try {
      const own = plan?.participants.find(({ target }) => target === participant.target)?.plan
      if (!own) throw new SlipwayError('SW-PLAN-STALE', 'The plan that it was begun with is gone from the coordinator.')
      checkFiles(own, store.migrations)
    } catch (error) {
      if (!(error instanceof SlipwayError) || error.code !== 'SW-PLAN-STALE') throw error
      const stale = new SlipwayError('SW-PLAN-STALE', error.message, {
        hint: `Put the files back as they were planned, then:\n  slipway resume --release ${record.name}\nor take back what was done:\n  slipway rollback --release ${record.name}`,
        cause: error,
        details: { ...error.details, release: record.name, number: record.number },
      })
      throw ofParticipant(participant.target, stale)
    }
  }
}

function recordIn({ journalled }: Deploy, id: string): ReleaseRecord {
  const record = foldReleases(journalled.entries).get(id)
  if (!record) throw new SlipwayError('SW-INTERNAL', `The journal has no release ${id}.`)
  return record
}

/** The very plan was done, and still is: met again when a pipeline repeats its step, or when only the last answer was lost. */
function finished(plan: ReleasePlan, locked: Deploy, stores: readonly StoreReading[]): ReleaseResult | undefined {
  const last = [...foldReleases(locked.journalled.entries).values()].findLast(({ name }) => name === plan.release)
  if (last?.plan !== plan.hash || last.status !== 'applied') return undefined
  const result = endedBefore(locked, stores, last.release)
  const there = result.participants.every(({ standing }) => ['applied', 'nothing', 'elsewhere'].includes(standing))
  return there ? result : undefined
}

function endedBefore(locked: Deploy, stores: readonly StoreReading[], id: string): ReleaseResult {
  const record = recordIn(locked, id)
  const participants = record.participants.flatMap((participant, index) => {
    const store = stores[index]
    return store ? [{ target: participant.target, standing: standingOf(store.history, participant, id) }] : []
  })
  const status = record.status === 'applied' ? 'applied' : 'reverted'
  return { release: record.name, number: record.number, status, participants, milliseconds: 0 }
}

/** The release came to its end, and the answer to its last entry was lost. */
function ended(locked: Deploy, stores: readonly StoreReading[], id: string): ReleaseResult {
  const record = recordIn(locked, id)
  if (record.status !== 'applied') throw reverted(record)
  return endedBefore(locked, stores, id)
}

function nothing({ release, participants }: ReleasePlan): ReleaseResult {
  return {
    release,
    status: 'nothing',
    participants: participants.map(({ target }) => ({ target, standing: 'nothing' as const })),
    milliseconds: 0,
  }
}

/** What ended is past its point of no return: taking it back is a decision about each store. */
function nothingToTakeBack({ release }: ReleaseWorkspace, locked: Deploy): SlipwayError {
  const { name, targets } = release
  const last = [...foldReleases(locked.journalled.entries).values()].findLast((record) => record.name === name)
  if (last?.status !== 'applied') return nothingOpen(name)
  const commands = targets.toReversed().map((target) => `  slipway rollback --target ${target}`)
  return new SlipwayError(
    'SW-RELEASE-DECIDED',
    `Release ${last.number} of ${name} is done, and past its point of no return. Nothing was changed.`,
    {
      hint: `What it did can be undone store by store, at your own judgment:\n${commands.join('\n')}`,
      details: { release: name, number: last.number },
    },
  )
}

function nothingOpen(name: string): SlipwayError {
  return new SlipwayError('SW-USAGE', `No release of ${name} is under way. Nothing was changed.`, {
    hint: `See the last one:\n  slipway status --release ${name}`,
    details: { release: name },
  })
}

function onlyForward({ name, number }: ReleaseRecord): SlipwayError {
  return new SlipwayError(
    'SW-RELEASE-DECIDED',
    `Release ${number} of ${name} is past its point of no return, so there is only forward. Nothing was changed.`,
    { hint: `Finish it:\n  slipway resume --release ${name}`, details: { release: name, number } },
  )
}
