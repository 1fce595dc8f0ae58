import type { EntryBody, NewEntry } from '../contract/journal.ts'
import { bodyText, entryHash } from './entry-hash.ts'
import type { History } from './history.ts'

/** Numbers and chains new entries after a history. What was not committed is forgotten with `next` called again. */
export interface Ledger {
  /** Entries that would follow now. Nothing changes until they are `committed`. */
  next(bodies: readonly EntryBody[], after?: readonly NewEntry[]): readonly NewEntry[]
  committed(entries: readonly NewEntry[]): void
}

/** Starts where a history ends. */
export function ledger(history: Pick<History, 'seq' | 'hash'>, project: string, by: string): Ledger {
  let last = { seq: history.seq, hash: history.hash }
  return {
    next: (bodies, after = []) => {
      const tail = after.at(-1)
      let { seq, hash } = tail ? { seq: tail.seq, hash: entryHash(tail) } : last
      return bodies.map((body) => {
        // Written out now, its text serves the hash as well as the store.
        bodyText(body)
        const entry: NewEntry = { v: 1, seq: (seq += 1), prev: hash, project, by, body }
        hash = entryHash(entry)
        return entry
      })
    },
    committed: (entries) => {
      const tail = entries.at(-1)
      if (tail) last = { seq: tail.seq, hash: entryHash(tail) }
    },
  }
}
