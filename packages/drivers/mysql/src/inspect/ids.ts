import type { ObjectId } from '@slipway/core/plugin'
import { objectId } from '../dialect/names/object-id.ts'

/** The connected database itself. Its name is no part of its schema. */
export const databaseId: ObjectId = 'database:this'

/** The id under which `definitions` answers a table with everything on it. */
export function shapeId(table: string): ObjectId {
  return objectId('shape', table)
}
