import type { Entry, EntryBody, OutlinedEntry } from '../contract/journal.ts'
import type { Sha256 } from '../contract/plugin.ts'
import { canonicalJson } from '../plan/canonical-json.ts'
import { sha256 } from '../plan/hash.ts'

// What is written is hashed, stored, and hashed again when it was committed.
const written = new WeakMap<EntryBody, string>()

/** An entry's body as it is to be stored: its canonical JSON, so that a server can hash what it keeps. */
export function bodyText(body: EntryBody): string {
  const known = written.get(body)
  if (known !== undefined) return known
  const text = canonicalJson(body)
  written.set(body, text)
  return text
}

// A history that is read again and again, as a rehearsal does, holds the same entries every time.
const hashed = new WeakMap<object, Sha256>()

/**
 * The hash that the next entry carries as `prev`: SHA-256 of the entry's canonical JSON. The server's time stamp is not
 * under it.
 */
export function entryHash(entry: Omit<OutlinedEntry, 'at'>): Sha256 {
  const known = entry.hash ?? hashed.get(entry)
  if (known !== undefined) return known
  const { body } = entry
  const hash = hashOver(written.get(body as EntryBody) ?? canonicalJson(body), entry)
  hashed.set(entry, hash)
  return hash
}

function hashOver(text: string, { v, seq, prev, project, by }: Omit<OutlinedEntry, 'at' | 'body'>): Sha256 {
  const quoted = [by, prev, project].map((each) => JSON.stringify(each))
  return sha256(`{"body":${text},"by":${quoted[0]},"prev":${quoted[1]},"project":${quoted[2]},"seq":${seq},"v":${v}}`)
}

/**
 * Finds the hashes of entries that follow each other from the texts that a store keeps of their bodies. Where that is the next
 * one's `prev`, the text is the very one that was written, and need not be made again; any other is hashed as ever.
 */
export function hashStored(entries: readonly Entry[], textOf: (index: number) => string): readonly Entry[] {
  for (const [index, entry] of entries.entries()) {
    const next = entries[index + 1]
    if (next === undefined) break
    const hash = hashOver(textOf(index), entry)
    if (hash === next.prev) hashed.set(entry, hash)
  }
  return entries
}
