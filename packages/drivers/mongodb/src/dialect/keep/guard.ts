import type { Document } from 'mongodb'

/**
 * A command that fails where the stages find a document: MongoDB has no assertion, so the conversion of a text that is no
 * number stands in for one. Its message says which document was changed since.
 */
export function guard(collection: string, stages: readonly Document[]): Document {
  const fail = { $toInt: { $concat: ['changed since the migration, so not undone: _id ', { $toString: '$_id' }] } }
  return { aggregate: collection, pipeline: [...stages, { $project: { _id: fail } }], cursor: {} }
}
