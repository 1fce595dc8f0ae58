import type { ObjectId, Schema, SchemaObject } from '@slipway/core/plugin'
import { collectionObjects } from '../dialect/catalog/collection-objects.ts'
import { partsOf } from '../dialect/names/object-id.ts'
import type { Inside } from '../session/inside.ts'
import { readCollections, readIndexes } from './read-catalog.ts'

/** The schema of the migrated database, or of the collections that `about` names: collections, validators, indexes and views. */
export async function readSchema(inside: Inside, about?: readonly ObjectId[]): Promise<Schema> {
  const names = about && [...new Set(about.map((id) => partsOf(id).names[0] ?? ''))]
  const collections = await readCollections(inside, names)
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
