import { catalogue } from '../errors/catalogue.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { whereOf, type Reading } from '../operations/reading.ts'
import { statusOf } from '../operations/status.ts'
import type { Workspace } from '../config/workspace.ts'
import { disagreementsOf, inStore, storeOf, type StoreReading } from './read-stores.ts'
import { foldReleases, type ReleaseRecord } from './release-record.ts'
import type { ParticipantStatus, ReleaseStatus } from './release-results.ts'
import type { ReleaseWorkspace } from './release-workspace.ts'
import { standingOf } from './standing.ts'
import { readingRecord } from './under-record.ts'

/** Where the last release of a name stands on every store that can be reached. Writes nothing. */
export async function releaseStatus(release: ReleaseWorkspace): Promise<ReleaseStatus> {
  return readingRecord(release, async (found) => {
    const { name, forwardAfter } = release.release
    const last = [...foldReleases(found.journalled.entries).values()].findLast((record) => record.name === name)
    const looked: { readonly status: ParticipantStatus; readonly store?: StoreReading }[] = []
    for (const participant of release.participants) looked.push(await look(release, found, participant, last))
    const stores = looked.flatMap(({ store }) => store ?? [])
    const coordinator = await storeOf(release.coordinator, found)
    const holder = await release.coordinator.driver.holder(found.session, release.coordinator.project)
    return {
      release: name,
      coordinator: whereOf(release.coordinator, found.session),
      ...(last && { last: summary(last) }),
      running: last?.status === 'open' && holder?.session !== undefined,
      forwardAfter: last?.status === 'open' ? last.forwardAfter : forwardAfter,
      participants: looked.map(({ status }) => status),
      disagreements: disagreementsOf(release, found, coordinator, stores),
    }
  })
}

function summary(record: ReleaseRecord): NonNullable<ReleaseStatus['last']> {
  const { release, number, status, decided, why, stuck, at, by } = record
  return {
    id: release,
    number,
    status,
    ...(decided && { decided }),
    ...(why !== undefined && { why }),
    ...(stuck && { stuck }),
    at,
    by,
  }
}

async function look(
  release: ReleaseWorkspace,
  record: Reading,
  participant: Workspace,
  last: ReleaseRecord | undefined,
): Promise<{ readonly status: ParticipantStatus; readonly store?: StoreReading }> {
  const { target } = participant
  try {
    return await inStore(release, record, participant, async (found) => {
      const store = await storeOf(participant, found)
      const { counts } = statusOf(found)
      const recorded = last?.participants.find((each) => each.target === target)
      return {
        store,
        status: {
          target,
          where: found.where,
          ...(last && recorded && { standing: standingOf(store.history, recorded, last.release) }),
          ...(recorded?.applied && { recorded: 'applied' as const }),
          ...(recorded?.compensated && { recorded: 'compensated' as const }),
          pending: counts.pending + counts.changed,
        },
      }
    })
  } catch (error) {
    // One store that is away must not hide the others.
    if (!(error instanceof SlipwayError) || catalogue[error.code].exit !== 11) throw error
    return { status: { target, unreachable: { code: error.code, message: error.message } } }
  }
}
