import type { Document } from 'mongodb'
import { malformed } from '../command.ts'
import { hazard, impossible, presence, type Kind } from '../draft.ts'
import { collectionId } from '../names/object-id.ts'
import { writes } from './data.ts'
import { nameIn } from './name-in.ts'

/** `{ "delete": "orders", "deletes": [{ "q": …, "limit": 0 }] }`. */
export const remove: Kind = (scope) => {
  const { command } = scope
  const collection = nameIn(command)
  const deletes = command.plain['deletes'] as unknown
  if (!Array.isArray(deletes) || deletes.length === 0)
    throw malformed(command.at, '"delete" lists no "deletes"', '"deletes": [{ "q": { … }, "limit": 0 }]')
  for (const entry of deletes as readonly Document[]) {
    if (entry['q'] === undefined || (entry['limit'] !== 0 && entry['limit'] !== 1))
      throw malformed(
        command.at,
        'a delete needs "q", the filter, and "limit", 0 for all or 1',
        '{ "q": { … }, "limit": 0 }',
      )
  }
  const id = collectionId(collection)
  const there = presence(scope, id)
  return writes(scope, collection, {
    verb: 'delete',
    data: 'destroys',
    // What is gone is not met again; one of several would be.
    repeatable: (deletes as readonly Document[]).every((entry) => entry['limit'] === 0),
    hazards:
      there === 'absent' || there === 'new'
        ? []
        : [
            hazard(
              'SW-DATA-LOSS',
              'stop',
              `Documents of ${collection} are destroyed, and a rollback does not bring them back; $merge into a collection of their own keeps them.`,
              id,
            ),
          ],
    reverse: impossible('the documents that were there are not kept'),
  })
}
