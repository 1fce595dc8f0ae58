import type { TargetIdentity } from '../contract/plan.ts'
import type { JournalMark } from '../contract/release.ts'
import { entryHash } from '../history/entry-hash.ts'
import type { History } from '../history/history.ts'
import { foldReleases, type ReleaseRecord } from './release-record.ts'

/** One store of a release as it was read. */
export interface ReadStore {
  readonly target: string
  readonly identity: TargetIdentity
  /** What its journal alone says. */
  readonly history: History
}

/** Two stores that remember different things: one of them was restored from a backup, or is another database. */
export interface Disagreement {
  readonly release: string
  /** Zero where the coordinator does not know the release. */
  readonly number: number
  /** The store that has forgotten. */
  readonly target: string
  /** As people read it. */
  readonly message: string
}

/**
 * Compares what each store remembers of the others. The coordinator recorded where each participant's journal stood, each
 * participant's run where the coordinator's did; a journal never loses an entry by itself. What a person has closed by
 * `repair` is left out.
 */
export function disagreements(
  name: string,
  coordinator: ReadStore,
  participants: readonly ReadStore[],
): readonly Disagreement[] {
  const releases = foldReleases(coordinator.history.entries)
  const known = [...releases.values()].filter((record) => record.status !== 'abandoned')
  return [
    ...known.filter((record) => record.name === name).flatMap((record) => forgotten(record, participants)),
    ...participants.flatMap((store) => remembered(name, store, coordinator, releases)),
  ]
}

/** What the coordinator's record says that a participant's journal does not. */
function forgotten(record: ReleaseRecord, participants: readonly ReadStore[]): readonly Disagreement[] {
  const { release, number } = record
  return record.participants.flatMap((recorded): readonly Disagreement[] => {
    const store = participants.find(({ target }) => target === recorded.target)
    if (!store) return []
    const { target } = recorded
    if (record.status === 'open' && !sameDatabase(recorded.identity, store.identity)) {
      const message = `${target} is database "${store.identity.database}" on server ${store.identity.server}; the release began on "${recorded.identity.database}" on server ${recorded.identity.server}`
      return [{ release, number, target, message }]
    }
    const { history } = store
    const lost = (what: string): readonly Disagreement[] => [
      {
        release,
        number,
        target,
        message: `${target} was ${what}, as the record has it, and its own journal does not hold that`,
      },
    ]
    if (recorded.compensated && !holds(history, recorded.compensated)) return lost('compensated')
    if (recorded.applied && !holds(history, recorded.applied)) return lost('applied')
    if (!holds(history, recorded.at))
      return [
        {
          release,
          number,
          target,
          message: `${target} has a journal that ends before entry ${recorded.at.seq}, where it stood when the release began, or continues otherwise`,
        },
      ]
    return []
  })
}

/** What a participant's runs say that the coordinator's journal does not. */
function remembered(
  name: string,
  store: ReadStore,
  coordinator: ReadStore,
  releases: ReadonlyMap<string, ReleaseRecord>,
): readonly Disagreement[] {
  const found = new Map<string, Disagreement>()
  for (const run of store.history.runs.values()) {
    const mark = run.release
    if (!mark || mark.name !== name || mark.coordinator !== coordinator.target) continue
    const record = releases.get(mark.release)
    if (record?.status === 'abandoned' || found.has(mark.release)) continue
    if (record && holds(coordinator.history, mark.at)) continue
    const what = record ? `entry ${mark.at.seq} of the record, on which that rests,` : 'that release'
    found.set(mark.release, {
      release: mark.release,
      number: record?.number ?? 0,
      target: coordinator.target,
      message: `${store.target} has a run of release ${mark.number} of ${name}, and the journal of ${coordinator.target} does not hold ${what}`,
    })
  }
  return [...found.values()]
}

/** Whether a journal still is what it was when the mark was taken, and more. */
export function holds(history: History, mark: JournalMark): boolean {
  if (mark.seq === 0) return true
  const entry = history.entries[mark.seq - 1]
  return entry !== undefined && entryHash(entry) === mark.hash
}

function sameDatabase(a: TargetIdentity, b: TargetIdentity): boolean {
  return a.dialect === b.dialect && a.server === b.server && a.database === b.database && a.project === b.project
}
