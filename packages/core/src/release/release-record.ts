import type { OutlinedBody, OutlinedEntry } from '../contract/journal.ts'
import type { JournalMark, ReleaseEntry, ReleaseFailure, ReleaseParticipant } from '../contract/release.ts'
import type { Sha256 } from '../contract/plugin.ts'

/** A participant, and what the record says became of it. */
export interface RecordedParticipant extends ReleaseParticipant {
  /** Where its journal stood when it had been applied, and when it had been compensated. */
  readonly applied?: JournalMark
  readonly compensated?: JournalMark
}

/** What the coordinator's journal says of one release. */
export interface ReleaseRecord {
  readonly release: string
  /** Zero for one whose beginning the journal does not hold. */
  readonly number: number
  readonly name: string
  readonly plan: Sha256
  readonly participants: readonly RecordedParticipant[]
  readonly forwardAfter: number
  readonly allowed: readonly { readonly code: string; readonly reason: string }[]
  readonly at: string
  readonly by: string
  /** `undefined`: neither the point of no return nor a turning back is recorded. */
  readonly decided?: 'forward' | 'back'
  readonly why?: ReleaseFailure | string
  /** The last participant that did not get on after the decision. */
  readonly stuck?: ReleaseFailure
  readonly status: 'open' | 'applied' | 'reverted' | 'abandoned'
}

/** Folds the releases of a coordinator's journal, oldest first. */
export function foldReleases(entries: readonly OutlinedEntry[]): ReadonlyMap<string, ReleaseRecord> {
  const releases = new Map<string, ReleaseRecord>()
  for (const { body, at, by } of entries) {
    if (!isReleaseEntry(body)) continue
    if (body.type === 'release-started') {
      const { release, number, name, plan, participants, forwardAfter, allowed } = body
      releases.set(release, {
        release,
        number,
        name,
        plan,
        participants,
        forwardAfter,
        allowed,
        at,
        by,
        status: 'open',
      })
    } else releases.set(body.release, next(releases.get(body.release) ?? unknown(body.release, at, by), body))
  }
  return releases
}

function isReleaseEntry(body: OutlinedBody): body is ReleaseEntry {
  return body.type.startsWith('release-')
}

/** The release of a name that neither ended nor was given up. There is one at most. */
export function openRelease(releases: ReadonlyMap<string, ReleaseRecord>, name: string): ReleaseRecord | undefined {
  return [...releases.values()].findLast((record) => record.name === name && record.status === 'open')
}

function next(record: ReleaseRecord, body: Exclude<ReleaseEntry, { type: 'release-started' }>): ReleaseRecord {
  switch (body.type) {
    case 'release-participant':
      return {
        ...record,
        participants: record.participants.map((participant) =>
          participant.target === body.target ? { ...participant, [body.state]: body.at } : participant,
        ),
      }
    case 'release-decided': {
      const { stuck: _, ...rest } = record
      return { ...rest, decided: body.way, ...(body.why !== undefined && { why: body.why }) }
    }
    case 'release-stuck':
      return { ...record, stuck: body.failure }
    case 'release-ended':
      return { ...record, status: body.status, ...(body.why !== undefined && { why: body.why }) }
  }
}

/** One that the journal knows only because a person closed it: the coordinator had been restored from a backup. */
function unknown(release: string, at: string, by: string): ReleaseRecord {
  return {
    release,
    number: 0,
    name: '',
    plan: '',
    participants: [],
    forwardAfter: 0,
    allowed: [],
    at,
    by,
    status: 'open',
  }
}
