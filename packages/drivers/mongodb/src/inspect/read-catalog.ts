import type { Document } from 'mongodb'
import { SlipwayError } from '@slipway/core'
import type { CollectionInfo, IndexInfo } from '../dialect/catalog/collection-objects.ts'
import type { Inside } from '../session/inside.ts'
import { readAllOf } from '../session/read-all.ts'

/** Catalog commands see the latest, and are refused within a transaction. */
const outside = (inside: Inside): Pick<Inside, 'command'> => ({ command: inside.command })

/** Collections and views, by name; Slipway's own and the server's are left out. */
export async function readCollections(inside: Inside, names?: readonly string[]): Promise<readonly CollectionInfo[]> {
  const found = await readAllOf(outside(inside), inside.db.databaseName, {
    listCollections: 1,
    ...(names === undefined ? {} : { filter: { name: { $in: names } } }),
  })
  return found
    .map((info): CollectionInfo => {
      const { name, type, options } = info as unknown as CollectionInfo
      const uuid: unknown = (info['info'] as Document | undefined)?.['uuid']
      return {
        name,
        ...(type === undefined ? {} : { type }),
        ...(options === undefined ? {} : { options }),
        ...(uuid === undefined ? {} : { uuid: String(uuid) }),
      }
    })
    .filter(({ name }) => !name.startsWith('system.') && !inside.store.owns(name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** The answer of `listIndexes` about an index that is being built is `{ spec, buildUUID }`, about another one its spec. */
export function toIndex(answer: Document): IndexInfo {
  const building = answer['buildUUID'] !== undefined
  return { spec: (building ? (answer['spec'] as Document | undefined) : undefined) ?? answer, building }
}

/** The indexes of a collection as one server lists them; none where it does not exist. */
export async function listIndexes(
  command: Inside['command'],
  database: string,
  collection: string,
): Promise<readonly IndexInfo[]> {
  try {
    const found = await readAllOf({ command }, database, { listIndexes: collection, includeBuildUUIDs: true })
    return found.map(toIndex)
  } catch (thrown) {
    // 26 NamespaceNotFound, 166 CommandNotSupportedOnView
    if (thrown instanceof SlipwayError && [26, 166].includes(Number(thrown.details['code']))) return []
    throw thrown
  }
}

/** The indexes of a collection. */
export const readIndexes = (inside: Inside, collection: string): Promise<readonly IndexInfo[]> =>
  listIndexes(inside.command, inside.db.databaseName, collection)
