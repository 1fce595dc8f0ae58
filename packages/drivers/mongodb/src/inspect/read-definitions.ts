import type { Definitions, ObjectId } from '@slipway/core/plugin'
import {
  collectionObjects,
  indexesDefinition,
  type CollectionInfo,
  type IndexInfo,
} from '../dialect/catalog/collection-objects.ts'
import { partsOf, uuidId } from '../dialect/names/object-id.ts'
import type { Inside } from '../session/inside.ts'
import { withOthers } from './members.ts'
import { readCollections, readIndexes } from './read-catalog.ts'

const collectionOf = (id: ObjectId): string => partsOf(id).names[0] ?? ''

/**
 * Definitions of some objects, `null` where they do not exist. An index that some data-bearing member has not finished says
 * so in its definition.
 */
export async function readDefinitions(inside: Inside, objects: readonly ObjectId[]): Promise<Definitions> {
  // An index is there or is not, whatever its collection says.
  const indexesAlone = objects.every((id) => id.startsWith('index:'))
  const indexed = new Set(objects.filter((id) => /^index(?:es)?:/.test(id)).map(collectionOf))
  const [collections, ...listed] = await Promise.all([
    indexesAlone ? [] : readCollections(inside, [...new Set(objects.map(collectionOf))]),
    ...[...indexed].map(async (name): Promise<readonly [string, readonly IndexInfo[]]> => {
      return [name, await withOthers(inside, name, await readIndexes(inside, name))]
    }),
  ])
  const indexesOf = new Map(listed)
  const infos: readonly CollectionInfo[] = indexesAlone ? [...indexed].map((name) => ({ name })) : collections
  const found = infos.flatMap((info): readonly (readonly [ObjectId, string])[] => {
    const indexes = indexesOf.get(info.name) ?? []
    const each = Object.entries(collectionObjects(info, indexes)).map(
      ([id, { definition }]): readonly [ObjectId, string] => [id, definition],
    )
    const uuid = info.uuid === undefined ? [] : [[uuidId(info.name), info.uuid] as const]
    return [...each, ...Object.entries(indexesDefinition(info.name, indexes)), ...uuid]
  })
  const known = new Map(found)
  return Object.fromEntries(objects.map((id) => [id, known.get(id) ?? null]))
}
