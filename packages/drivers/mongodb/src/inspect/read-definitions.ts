import type { Definitions, ObjectId } from '@slipway/core/plugin'
import { collectionObjects, indexesDefinition } from '../dialect/catalog/collection-objects.ts'
import { partsOf, uuidId } from '../dialect/names/object-id.ts'
import type { Inside } from '../session/inside.ts'
import { withOthers } from './members.ts'
import { readCollections, readIndexes } from './read-catalog.ts'

const aboutIndexes = (id: ObjectId): boolean => id.startsWith('index:') || id.startsWith('indexes:')

/**
 * Definitions of some objects, `null` where they do not exist. An index that some data-bearing member has not finished says
 * so in its definition.
 */
export async function readDefinitions(inside: Inside, objects: readonly ObjectId[]): Promise<Definitions> {
  const named = new Map(objects.map((id) => [id, partsOf(id).names[0] ?? '']))
  const collections = await readCollections(inside, [...new Set(named.values())])
  const found = await Promise.all(
    collections.map(async (info): Promise<readonly (readonly [ObjectId, string])[]> => {
      const wanted = objects.some((id) => aboutIndexes(id) && named.get(id) === info.name)
      const listed = wanted && info.type !== 'view' ? await readIndexes(inside, info.name) : []
      const indexes = await withOthers(inside, info.name, listed)
      const each = Object.entries(collectionObjects(info, indexes)).map(
        ([id, { definition }]): readonly [ObjectId, string] => [id, definition],
      )
      const uuid = info.uuid === undefined ? [] : [[uuidId(info.name), info.uuid] as const]
      return [...each, ...Object.entries(indexesDefinition(info.name, indexes)), ...uuid]
    }),
  )
  const known = new Map(found.flat())
  return Object.fromEntries(objects.map((id) => [id, known.get(id) ?? null]))
}
