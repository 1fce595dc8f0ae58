import { bodyText, entryKey, entryMigration, SlipwayError } from '@slipway/core'
import type { Entry, EntryBody, NewEntry } from '@slipway/core/plugin'
import type { Document } from 'mongodb'
import type { Store } from './store.ts'

/**
 * The update that writes one entry. An upsert, since only an update can take the server's clock; its filter matches no entry, so that
 * a second one of the same number or meaning meets a unique key.
 */
export function writeOf(store: Store, entry: NewEntry): Document {
  const { body } = entry
  const [key, migration] = [entryKey(body), entryMigration(body)]
  return {
    q: { database: store.target, project: entry.project, seq: entry.seq, body: { $exists: false } },
    u: {
      $currentDate: { at: true },
      $setOnInsert: {
        prev: entry.prev,
        v: entry.v,
        by: entry.by,
        type: body.type,
        ...(migration === null ? {} : { migration }),
        ...(key === null ? {} : { key }),
        // As text: names in it may hold dots and dollars, and the order of keys is under the hash.
        body: bodyText(body),
      },
    },
    upsert: true,
  }
}

/**
 * Reads one document of the journal.
 *
 * @throws SW-JOURNAL-NEWER when a newer version wrote it.
 */
export function toEntry(document: Document): Entry {
  if (Number(document['v']) !== 1) {
    throw new SlipwayError(
      'SW-JOURNAL-NEWER',
      `Entry ${String(document['seq'])} of the journal has version ${String(document['v'])}; this Slipway reads version 1. Nothing was changed.`,
      { hint: 'npm install @slipway/cli@latest @slipway/driver-mongodb@latest' },
    )
  }
  return {
    v: 1,
    seq: Number(document['seq']),
    prev: String(document['prev']),
    project: String(document['project']),
    at: (document['at'] as Date).toISOString(),
    by: String(document['by']),
    body: JSON.parse(String(document['body'])) as EntryBody,
  }
}
