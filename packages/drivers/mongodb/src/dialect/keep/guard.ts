import type { Document } from 'mongodb'

/** The collation that holds equal only what is the same. */
export const exactly: Document = { locale: 'simple' }

/**
 * A command that fails where the stages find a document: MongoDB has no assertion, so the conversion of a text that is no
 * number stands in for one. Its message says which document was changed since. Compares by every bit, whatever the
 * collection's own collation holds equal.
 */
export function guard(collection: string, stages: readonly Document[]): Document {
  const fail = { $toInt: { $concat: ['changed since the migration, so not undone: _id ', { $toString: '$_id' }] } }
  return { aggregate: collection, pipeline: [...stages, { $project: { _id: fail } }], collation: exactly, cursor: {} }
}
