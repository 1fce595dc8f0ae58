import type { Document } from 'mongodb'
import { guard } from './guard.ts'

/** Removes documents that were inserted. The first command fails where one was changed since. */
export function undoInsert(collection: string, documents: readonly Document[]): readonly Document[] {
  const ids = documents.map((document) => document['_id'] as unknown)
  const changed = documents.map((document) => {
    const _id: unknown = document['_id']
    // The server stores it as the first field, wherever it was written.
    const stored = { _id, ...document }
    return { $and: [{ $eq: ['$_id', { $literal: _id }] }, { $ne: ['$$ROOT', { $literal: stored }] }] }
  })
  const inserted = { _id: { $in: ids } }
  return [
    guard(collection, [{ $match: { ...inserted, $expr: { $or: changed } } }]),
    { delete: collection, deletes: [{ q: inserted, limit: 0 }] },
  ]
}
