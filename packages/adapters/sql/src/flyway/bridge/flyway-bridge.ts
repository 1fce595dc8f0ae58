import type { Bridge } from '@slipway/core/plugin'
import type { FlywaySettings } from '../configuration/settings.ts'
import { ownObjects } from '../../bridging/own-objects.ts'
import { createTable } from './create-table.ts'
import type { FlywayFile } from './flyway-file.ts'
import { flywayLock } from './lock.ts'
import { readHistory } from './read-history.ts'
import { amendRow, writeRow } from './write-row.ts'

/** The two-way link with `flyway_schema_history`. `files` answers what was loaded last. */
export function flywayBridge(settings: FlywaySettings, files: () => ReadonlyMap<string, FlywayFile>): Bridge {
  return {
    name: 'flyway',
    table: settings.schema === undefined ? settings.table : `${settings.schema}.${settings.table}`,
    objects: ownObjects(settings, [`${settings.table}_pk`, `${settings.table}_s_idx`]),
    lock: flywayLock(settings),
    read: async (context) => readHistory(context, files(), settings),
    prepare: async (context) => createTable(context, settings),
    write: async (context, change) => writeRow(context, change, files(), settings),
    amend: async (context, migration) => amendRow(context, migration, files(), settings),
  }
}
