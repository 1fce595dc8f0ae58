import type { ObjectId } from '@slipway/core/plugin'
import type { Document } from 'mongodb'
import { partsOf } from '../dialect/names/object-id.ts'
import type { Inside } from '../session/inside.ts'
import { readAllOf } from '../session/read-all.ts'
import { readCollections } from './read-catalog.ts'

interface Size {
  readonly rows: number
  readonly bytes: number
}

/** Ids of collections, with the names of those that exist. */
export async function existing(
  inside: Inside,
  objects: readonly ObjectId[],
): Promise<readonly { readonly id: ObjectId; readonly name: string }[]> {
  const wanted = objects
    .map((id) => ({ id, ...partsOf(id) }))
    .filter(({ kind }) => kind === 'collection')
    .map(({ id, names }) => ({ id, name: names[0] ?? '' }))
  if (wanted.length === 0) return []
  const there = new Set(
    (
      await readCollections(
        inside,
        wanted.map(({ name }) => name),
      )
    ).map(({ name }) => name),
  )
  return wanted.filter(({ name }) => there.has(name))
}

/** Exact counts of documents. */
export async function readCounts(
  inside: Inside,
  objects: readonly ObjectId[],
): Promise<Readonly<Record<ObjectId, number>>> {
  const counts: [ObjectId, number][] = []
  for (const { id, name } of await existing(inside, objects)) {
    const [found] = await readAllOf(inside, inside.db.databaseName, {
      aggregate: name,
      pipeline: [{ $group: { _id: null, rows: { $sum: 1 } } }],
      cursor: {},
    })
    counts.push([id, Number(found?.['rows'] ?? 0)])
  }
  return Object.fromEntries(counts)
}

async function storageOf(inside: Inside, collection: string): Promise<Document> {
  const [found] = await readAllOf({ command: inside.command }, inside.db.databaseName, {
    aggregate: collection,
    pipeline: [{ $collStats: { storageStats: {} } }],
    cursor: {},
  })
  return (found?.['storageStats'] as Document | undefined) ?? {}
}

/** Documents and bytes of collections and indexes, from the server's own figures. */
export async function readStats(
  inside: Inside,
  objects: readonly ObjectId[],
): Promise<Readonly<Record<ObjectId, Size>>> {
  const named = new Map(objects.map((id) => [id, partsOf(id)]))
  const wanted = [...new Set([...named.values()].map(({ names }) => names[0] ?? ''))]
  const there = (await readCollections(inside, wanted)).filter(({ type }) => type !== 'view')
  const storage = new Map<string, Document>()
  for (const { name } of there) storage.set(name, await storageOf(inside, name))
  const sizes: [ObjectId, Size][] = []
  for (const [id, { kind, names }] of named) {
    const found = storage.get(names[0] ?? '')
    if (found === undefined) continue
    const rows = Number(found['count'] ?? 0)
    if (kind === 'collection') sizes.push([id, { rows, bytes: Number(found['size'] ?? 0) }])
    const bytes = (found['indexSizes'] as Document | undefined)?.[names[1] ?? '']
    if (kind === 'index' && bytes !== undefined) sizes.push([id, { rows, bytes: Number(bytes) }])
  }
  return Object.fromEntries(sizes)
}
