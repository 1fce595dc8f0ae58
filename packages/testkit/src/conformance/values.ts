import { entryHash } from '@slipway/core'
import type { Entry, EntryBody, NewEntry, Timeouts } from '@slipway/core/plugin'

/** Bounds that nothing should reach. */
export const calm: Timeouts = {
  lock: 20_000,
  tries: 1,
  retryFor: 0,
  lease: 30_000,
  idle: 60_000,
  statement: 0,
  transaction: 0,
  concurrently: 60_000,
}

/** Says that a part of migration `m` has landed. */
export function landed(part: number, note?: string): EntryBody {
  return {
    type: 'landed',
    run: 'r1',
    checksum: '0'.repeat(64),
    key: { migration: 'm', direction: 'up', generation: 0, part },
    steps: [],
    how: 'committed',
    ...(note === undefined ? {} : { note }),
  }
}

/** Entries numbered and chained after `last`. */
export function chain(project: string, bodies: readonly EntryBody[], last?: Entry | NewEntry): readonly NewEntry[] {
  const entries: NewEntry[] = []
  let before = last
  for (const body of bodies) {
    const entry: NewEntry = {
      v: 1,
      seq: (before?.seq ?? 0) + 1,
      prev: before === undefined ? '0'.repeat(64) : entryHash(before),
      project,
      by: "o'brien\\tools@host",
      body,
    }
    entries.push(entry)
    before = entry
  }
  return entries
}

/** An entry as it was before the server stamped it. */
export function unstamped({ at: _at, ...entry }: Entry): NewEntry {
  return entry
}
