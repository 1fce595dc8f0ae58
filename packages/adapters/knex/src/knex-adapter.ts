import { CONTRACT } from '@slipway/core'
import type { Adapter } from '@slipway/core/plugin'
import { knexBridge } from './bridge/knex-bridge.ts'
import { createFile } from './create/create-file.ts'
import { load } from './files/load.ts'
import type { MigrationSettings } from './project/settings.ts'
import { recordMigration } from './record/record-migration.ts'
import { searchPathOf } from './run/open-knex.ts'
import { resolveCode } from './run/run-migration.ts'

/** The adapter of one environment of a knex project. */
export function knexAdapter(settings: MigrationSettings): Adapter {
  const { adapter, tableName, schemaName } = settings
  return {
    kind: 'adapter',
    name: adapter,
    contract: CONTRACT,
    load: (context) => load(context, settings),
    create: async (request, context) => [createFile(request, context, settings)],
    resolve: (ref, context) => resolveCode(ref, context, settings),
    record: (ref, context) => recordMigration(ref, context, settings),
    bridge: knexBridge({ tableName, schemaName, searchPath: searchPathOf(settings) }),
  }
}
