import { SlipwayError } from '../errors/slipway-error.ts'
import { append } from '../execute/execution.ts'
import { keptRelease } from '../operations/kept.ts'
import { disagreementsOf, inStore, storeOf, type StoreReading } from './read-stores.ts'
import { foldReleases, openRelease } from './release-record.ts'
import type { ReleaseWorkspace } from './release-workspace.ts'
import { underRecord } from './under-record.ts'

/** Which releases were closed, by their ids. */
export interface ReleaseRepaired {
  readonly release: string
  readonly closed: readonly string[]
}

/**
 * Takes each store as its own journal says: closes the open release of a name and those that its stores disagree about.
 * Changes nothing in the stores; who and why are journalled.
 */
export async function repairRelease(
  release: ReleaseWorkspace,
  options: { readonly why: string },
): Promise<ReleaseRepaired> {
  const { name } = release.release
  let written: readonly string[] | undefined
  return underRecord(release, async (locked) => {
    const stores: StoreReading[] = []
    for (const participant of release.participants)
      stores.push(await inStore(release, locked, participant, (found) => storeOf(participant, found)))
    const found = disagreementsOf(release, locked, await storeOf(release.coordinator, locked), stores)
    const open = openRelease(foldReleases(locked.journalled.entries), name)
    const ids = [...new Set([...(open ? [open.release] : []), ...found.map((each) => each.release)])]
    if (ids.length === 0 && written) return { release: name, closed: written }
    if (ids.length === 0) {
      throw new SlipwayError('SW-USAGE', `Nothing of release ${name} needs a repair. Nothing was changed.`, {
        hint: `See where it stands:\n  slipway status --release ${name}`,
        details: { release: name },
      })
    }
    written = ids
    await append(
      locked,
      ids.map((id) => ({ type: 'release-ended', release: id, status: 'abandoned', why: options.why })),
    )
    for (const id of ids) await keptRelease(release.coordinator, locked.session, id).clear()
    return { release: name, closed: ids }
  })
}
