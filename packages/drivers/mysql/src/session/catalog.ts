import { ownTimeouts } from '@slipway/core'
import type { ObjectId, ServerFacts, Session, Timeouts } from '@slipway/core/plugin'
import {
  collectNamed,
  contentChecksums,
  countRows,
  definitions,
  inspect,
  inspectAbout,
  readCollations,
  stats,
  tablesBehind,
  type DefaultCollations,
  type Found,
  type Known,
} from '../inspect/index.ts'
import type { Query } from '../query.ts'

/** What reading the catalog needs of its session. */
export interface CatalogParts {
  readonly server: ServerFacts
  /** Runs `work` with the connection to itself, bounded where timeouts are given. */
  read<T>(work: (query: Query) => Promise<T>, timeouts?: Timeouts): Promise<T>
  /** True while nothing can have changed how the server writes definitions. */
  plain(): boolean
}

/** What a session tells of the catalog and of rows. */
export function catalogOf({
  server,
  read,
  plain,
}: CatalogParts): Pick<Session, 'inspect' | 'definitions' | 'countRows' | 'stats' | 'contentChecksums'> {
  let collations: DefaultCollations | undefined
  let fresh: { readonly key: string; readonly found: Promise<Found> } | undefined
  const collected = async (query: Query, names: readonly string[]): Promise<Found> =>
    collectNamed(query, names, (collations ??= await readCollations(query)))
  const known = (query: Query): Known => ({
    plain,
    tables(names) {
      const key = JSON.stringify(names)
      if (fresh?.key === key) return fresh.found
      const reading = { key, found: collected(query, names) }
      fresh = reading
      // What is asked at the moment of the answer is answered alike; nothing can have been sent in between.
      const over = (): void => void setImmediate(() => (fresh = fresh === reading ? undefined : fresh))
      reading.found.then(over, over)
      return reading.found
    },
  })
  // A list of all there is may take its time.
  const bounds = (objects: readonly ObjectId[]): Timeouts | undefined =>
    tablesBehind(objects) === undefined ? undefined : ownTimeouts
  return {
    inspect: (about = []) =>
      about.length === 0
        ? read((query) => inspect(query, server))
        : read((query) => inspectAbout(query, server, about, known(query)), bounds(about)),
    definitions: async (objects) =>
      objects.length === 0 ? {} : read((query) => definitions(query, server, objects, known(query)), bounds(objects)),
    countRows: (tables) => read((query) => countRows(query, tables)),
    stats: (objects) => read((query) => stats(query, server, objects)),
    contentChecksums: (tables) => read((query) => contentChecksums(query, tables)),
  }
}
