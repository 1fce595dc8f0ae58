import type { Bridge } from '@slipway/core/plugin'
import type { Provider } from '../project/project.ts'
import { prepareTable } from './prepare-table.ts'
import { readHistory } from './read-history.ts'
import { engineLock } from './engine-lock.ts'
import { amendRow, writeRow } from './write-row.ts'

/** What a bridge knows of the project's files and connections. */
export interface BridgeFacts {
  readonly provider: Provider
  /** Schemas of PostgreSQL that the urls name, the project's own first; empty where nothing is known. */
  schemas(): ReadonlySet<string>
  /** Text of each migration's script, as it stands on disk. */
  scripts(): ReadonlyMap<string, string>
}

/** Keeps `_prisma_migrations` true, so that Prisma, asked afterwards, agrees. */
export function prismaBridge({ provider, schemas, scripts }: BridgeFacts): Bridge {
  return {
    name: 'prisma',
    table: '_prisma_migrations',
    objects: [
      '*:_prisma_migrations',
      '*:_prisma_migrations.*',
      '*._prisma_migrations',
      '*._prisma_migrations.*',
      '*._prisma_migrations_pkey',
    ],
    lock: engineLock(provider),
    read: (context) => readHistory(context, schemas(), scripts()),
    prepare: (context) => prepareTable(context, schemas()),
    write: (context, change) => writeRow(context, change, schemas(), scripts()),
    amend: (context, migration) => amendRow(context, migration, schemas(), scripts()),
  }
}
