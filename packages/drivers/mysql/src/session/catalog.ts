import { ownTimeouts } from '@slipway/core'
import type { ObjectId, ServerFacts, Session, Timeouts } from '@slipway/core/plugin'
import {
  contentChecksums,
  countRows,
  definitions,
  inspect,
  inspectAbout,
  readCollations,
  stats,
  tablesBehind,
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
  let collations: ReturnType<Known['collations']> | undefined
  const known = (query: Query): Known => ({
    plain,
    collations: async () => (collations ??= Promise.resolve(await readCollations(query))),
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
