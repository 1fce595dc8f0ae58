import type { ServerFacts, Session } from '@slipway/core/plugin'
import { contentChecksums, countRows, definitions, inspect, stats } from '../inspect/index.ts'
import type { Query } from '../query.ts'

/** Runs `work` with the connection to itself. */
export type Read = <T>(work: (query: Query) => Promise<T>) => Promise<T>

/** What a session tells of the catalog and of rows. */
export function catalogOf(
  read: Read,
  server: ServerFacts,
): Pick<Session, 'inspect' | 'definitions' | 'countRows' | 'stats' | 'contentChecksums'> {
  return {
    inspect: () => read((query) => inspect(query, server)),
    definitions: (objects) => read((query) => definitions(query, server, objects)),
    countRows: (tables) => read((query) => countRows(query, tables)),
    stats: (objects) => read((query) => stats(query, server, objects)),
    contentChecksums: (tables) => read((query) => contentChecksums(query, tables)),
  }
}
