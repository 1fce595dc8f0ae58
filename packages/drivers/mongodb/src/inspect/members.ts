import type { Document } from 'mongodb'
import type { IndexInfo } from '../dialect/catalog/collection-objects.ts'
import type { Inside } from '../session/inside.ts'
import { asFailure } from '../session/failure.ts'
import { listIndexes } from './read-catalog.ts'

/**
 * The indexes of a collection as every other data-bearing member lists them. A member that cannot be reached has nothing
 * to say: when it comes back, it catches up before it answers anybody.
 */
export async function indexesOnOthers(inside: Inside, collection: string): Promise<readonly (readonly IndexInfo[])[]> {
  const answers = await Promise.all(
    inside.others.map(async (host): Promise<readonly IndexInfo[] | undefined> => {
      try {
        const client = await inside.member(host)
        const command = (database: string, document: Document): Promise<Document> =>
          client
            .db(database)
            .command(document, { readPreference: 'secondaryPreferred' })
            .catch((thrown: unknown) => {
              throw asFailure(thrown, inside)
            })
        return await listIndexes(command, inside.db.databaseName, collection)
      } catch {
        return undefined
      }
    }),
  )
  return answers.filter((answer) => answer !== undefined)
}

/** Indexes as the primary lists them; one that another member still builds or has not begun is not done either. */
export async function withOthers(
  inside: Inside,
  collection: string,
  indexes: readonly IndexInfo[],
): Promise<readonly IndexInfo[]> {
  if (inside.others.length === 0) return indexes
  const others = await indexesOnOthers(inside, collection)
  return indexes.map((index) => {
    const done = others.every((list) =>
      list.some(({ spec, building }) => spec['name'] === index.spec['name'] && !building),
    )
    return { spec: index.spec, building: index.building || !done }
  })
}
