import type { Append, Entry, Journal, LeaseToken, NewEntry, TransactionOptions } from '@slipway/core'

/** A journal whose entries are known without being read, and written with whatever is sent next. */
export interface CarriedJournal {
  readonly journal: Journal
  /** Sends a transaction, and with it the entries that wait. */
  carry<T, O extends TransactionOptions>(options: O, send: (options: O, noting: Noting) => Promise<T>): Promise<T>
  /** Writes what waits. */
  flush(): Promise<void>
  /** Says that somebody else may have written to it. Nothing may wait then. */
  distrust(): void
}

/** An `append` that is told of. */
type Noting = (append: Append) => Append

/**
 * The journal of a scratch database. No crash has to be survived there, so an entry that comes alone waits for the next
 * transaction, or is never written where the database is dropped before; and since nobody else writes, it is read once.
 */
export function carriedJournal({ outline: _outline, ...stored }: Journal, now: () => number): CarriedJournal {
  const entries: Entry[] = []
  let trusted = false
  let waiting: readonly NewEntry[] = []
  let token: LeaseToken | undefined
  const note = (written: readonly NewEntry[]): void => {
    const at = new Date(now()).toISOString()
    entries.push(...written.map((entry) => ({ ...entry, at })))
  }
  return {
    journal: {
      ...stored,
      read: async (after = 0) => {
        if (!trusted) {
          const found = await stored.read(entries.at(-1)?.seq ?? 0)
          trusted = true
          entries.push(...found)
        }
        return entries.filter((entry) => entry.seq > after)
      },
      append: async (written, by) => {
        if (!trusted) return stored.append(written, by)
        waiting = [...waiting, ...written]
        token = by
        note(written)
      },
    },
    async carry(options, send) {
      const late: NewEntry[] = []
      const noting: Noting = (append) => async (written) => {
        await append(written)
        late.push(...written)
      }
      if (options.entries === undefined || options.entries.length === 0) return send(options, noting)
      const carried = waiting
      waiting = []
      try {
        const result = await send({ ...options, entries: [...carried, ...options.entries] }, noting)
        if (trusted) note([...options.entries, ...late])
        return result
      } catch (error) {
        waiting = [...carried, ...waiting]
        throw error
      }
    },
    async flush() {
      const written = waiting
      waiting = []
      if (written.length > 0) await stored.append(written, token)
    },
    distrust: () => {
      trusted = false
    },
  }
}
