import type { Document } from 'mongodb'
import { malformed } from '../command.ts'
import { impossible, type Kind } from '../draft.ts'
import { undoInsert } from '../keep/inserted.ts'
import { print } from '../text/print.ts'
import { writes } from './data.ts'
import { nameIn } from './name-in.ts'

/** More would make an undo that no plan could show. */
const MOST_UNDONE = 1_000

/** `{ "insert": "orders", "documents": […] }`. */
export const insert: Kind = (scope) => {
  const { command } = scope
  const collection = nameIn(command)
  const documents = command.body['documents'] as unknown
  if (!Array.isArray(documents) || documents.length === 0)
    throw malformed(command.at, '"insert" lists no "documents"', '"documents": [{ "_id": 1, … }]')
  const named = (documents as readonly Document[]).every((document) => document['_id'] !== undefined)
  const reason = named
    ? `more than ${MOST_UNDONE} documents are inserted at once`
    : 'documents without an "_id" of their own cannot be told from others afterwards'
  return writes(scope, collection, {
    verb: 'insert',
    data: 'adds',
    repeatable: false,
    reverse:
      named && documents.length <= MOST_UNDONE
        ? {
            kind: 'statements',
            statements: undoInsert(collection, documents as readonly Document[]).map(print),
            class: 'exact',
          }
        : impossible(reason),
  })
}
