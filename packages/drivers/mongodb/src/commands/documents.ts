import type { Document } from 'mongodb'
import type { Command, Filter } from './command.ts'

/** Inserts documents. With an `_id` of their own they can be undone. */
export function insertDocuments(collection: string, documents: readonly Document[]): Command {
  return { insert: collection, documents }
}

/** Changes every document that matches, by operators or by a pipeline. */
export function updateDocuments(collection: string, filter: Filter, change: Document | readonly Document[]): Command {
  return { update: collection, updates: [{ q: filter, u: change, multi: true }] }
}

/** Deletes every document that matches. */
export function deleteDocuments(collection: string, filter: Filter): Command {
  return { delete: collection, deletes: [{ q: filter, limit: 0 }] }
}

/** Gives a field another name, in documents that have it. */
export function renameField(collection: string, from: string, to: string): Command {
  return updateDocuments(collection, { [from]: { $exists: true } }, { $rename: { [from]: to } })
}

/** Fills a field where it is missing, with a constant or an expression. */
export function fillField(collection: string, field: string, value: unknown): Command {
  return updateDocuments(collection, { [field]: { $exists: false } }, [{ $set: { [field]: value } }])
}

/** How a copy meets what is there. */
export interface CopyOptions {
  readonly filter?: Filter
  /** Stages between reading and writing. */
  readonly pipeline?: readonly Document[]
  /** What happens to a document with the same `_id`. Default: `keepExisting`. */
  readonly whenMatched?: 'replace' | 'keepExisting' | 'merge' | 'fail'
}

/** Copies documents into another collection, their `_id`s kept. It runs on the server, and never replaces the collection. */
export function copyDocuments(from: string, into: string, options: CopyOptions = {}): Command {
  const { filter, pipeline = [], whenMatched = 'keepExisting' } = options
  // The server's own "keepExisting" sorts the fields of what it inserts; a pipeline that does nothing keeps their order.
  const matched = whenMatched === 'keepExisting' ? [] : whenMatched
  return {
    aggregate: from,
    pipeline: [
      ...(filter ? [{ $match: filter }] : []),
      ...pipeline,
      { $merge: { into, on: '_id', whenMatched: matched, whenNotMatched: 'insert' } },
    ],
    cursor: {},
  }
}
