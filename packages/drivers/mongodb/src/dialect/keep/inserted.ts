import type { Document } from 'mongodb'
import { print } from '../text/print.ts'
import { guardText } from './guard-text.ts'

/** Removes documents that were inserted. The first command fails where one was changed since. */
export function undoInsert(collection: string, documents: readonly Document[]): readonly string[] {
  const ids = documents.map((document) => document['_id'] as unknown)
  const changed = documents.map((document) => ({
    $and: [{ $eq: ['$_id', { $literal: document['_id'] as unknown }] }, { $ne: ['$$ROOT', { $literal: document }] }],
  }))
  const inserted = { _id: { $in: ids } }
  return [
    guardText(collection, [{ $match: { ...inserted, $expr: { $or: changed } } }]),
    print({ delete: collection, deletes: [{ q: inserted, limit: 0 }] }),
  ]
}
