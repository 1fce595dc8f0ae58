import type { Migration } from '../contract/migration.ts'
import type { Workspace } from '../config/workspace.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { identify, reading, type Reading } from '../operations/reading.ts'
import type { Where } from '../operations/results.ts'
import { disagreements, type Disagreement, type ReadStore } from './disagreements.ts'
import { disagreement } from './release-errors.ts'
import type { ReleaseWorkspace } from './release-workspace.ts'

/** One store as it was read. */
export interface StoreReading extends ReadStore {
  readonly where: Where
  readonly migrations: readonly Migration[]
}

/** Runs `work` over a participant's reading; the coordinator's own is at hand already. */
export async function inStore<T>(
  release: ReleaseWorkspace,
  record: Reading,
  participant: Workspace,
  work: (found: Reading) => Promise<T>,
): Promise<T> {
  if (participant === release.coordinator) return work(record)
  try {
    return await reading(participant, work)
  } catch (error) {
    throw ofParticipant(participant.target, error)
  }
}

/** Names the store that an error is about. */
export function ofParticipant(target: string, error: unknown): unknown {
  if (!(error instanceof SlipwayError) || error.details['participant'] !== undefined) return error
  return new SlipwayError(error.code, `${target}: ${error.message}`, {
    ...(error.hint !== undefined && { hint: error.hint }),
    cause: error,
    details: { ...error.details, participant: target },
  })
}

/** What a reading says of its store. */
export async function storeOf(workspace: Workspace, found: Reading): Promise<StoreReading> {
  const { where, journalled, migrations } = found
  return {
    target: workspace.target,
    identity: await identify(workspace, found.session),
    history: journalled,
    where,
    migrations,
  }
}

/**
 * Reads every store of a release, in order. Throws `SW-CONFIG` when two targets lead to one history, and
 * `SW-RELEASE-DISAGREES` when one store has forgotten what another remembers.
 */
export async function readStores(release: ReleaseWorkspace, record: Reading): Promise<readonly StoreReading[]> {
  const stores: StoreReading[] = []
  for (const participant of release.participants)
    stores.push(await inStore(release, record, participant, (found) => storeOf(participant, found)))
  refuseTwins(release, stores)
  const found = disagreementsOf(release, record, await storeOf(release.coordinator, record), stores)
  if (found.length > 0) throw disagreement(release.release.name, found)
  return stores
}

/** What the stores say of each other. */
export function disagreementsOf(
  release: ReleaseWorkspace,
  record: Reading,
  coordinator: ReadStore,
  stores: readonly ReadStore[],
): readonly Disagreement[] {
  return disagreements(release.release.name, { ...coordinator, history: record.journalled }, stores)
}

function refuseTwins({ release }: ReleaseWorkspace, stores: readonly StoreReading[]): void {
  const seen = new Map<string, string>()
  for (const { target, identity } of stores) {
    const key = JSON.stringify([identity.dialect, identity.server, identity.database, identity.project])
    const twin = seen.get(key)
    if (twin !== undefined) {
      throw new SlipwayError(
        'SW-CONFIG',
        `Release "${release.name}" has one store twice: ${twin} and ${target} lead to the same database and project. Nothing was changed.`,
        { hint: 'Give each target a database, or a "project", of its own.', details: { targets: [twin, target] } },
      )
    }
    seen.set(key, target)
  }
}
