import type { Relay } from '../../harness/relay.ts'
import type { Absent, Contender, Setting } from '../../harness/row.ts'
import { postgresServer } from '../../servers/postgres.ts'
import { tableMigrations } from '../../work/tables.ts'
import { checkTables } from './check-tables.ts'
import { postgresContender } from './postgres-contender.ts'
import { postgresTools, type PostgresToolName } from './postgres-tools.ts'

/** What applies to an empty database. */
export interface ApplyingTables {
  /** How many migrations, each of which makes a table. */
  readonly size: number
  readonly setting: Setting
  readonly names: readonly PostgresToolName[]
  /** What the tools reach the server through. Default: nothing. */
  readonly relay?: Relay
}

/** Tools that apply the same migrations from empty, each in its own style. */
export async function applyingTables({
  size,
  setting,
  names,
  relay,
}: ApplyingTables): Promise<readonly (Contender | Absent)[]> {
  const server = await postgresServer(setting)
  const migrations = tableMigrations(size)
  return (await postgresTools(names, setting)).map((tool) =>
    'files' in tool
      ? postgresContender(tool, {
          server,
          setting,
          migrations,
          begins: 'empty',
          calls: (place) => tool.up(place),
          ...(relay === undefined ? {} : { relay }),
          check: (url) => checkTables(url, migrations),
        })
      : tool,
  )
}
