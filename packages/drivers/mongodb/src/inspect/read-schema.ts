import type { ObjectId, Schema, SchemaObject } from '@slipway/core/plugin'
import { collectionObjects } from '../dialect/catalog/collection-objects.ts'
import type { Inside } from '../session/inside.ts'
import { readCollections, readIndexes } from './read-catalog.ts'

/** The schema of the migrated database: every collection, validator, index and view. */
export async function readSchema(inside: Inside): Promise<Schema> {
  const collections = await readCollections(inside)
  const parts = await Promise.all(
    collections.map(async (info) =>
      Object.entries(collectionObjects(info, info.type === 'view' ? [] : await readIndexes(inside, info.name))),
    ),
  )
  const objects: Record<ObjectId, SchemaObject> = Object.fromEntries(
    parts.flat().toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
  return { dialect: 'mongodb', objects }
}
