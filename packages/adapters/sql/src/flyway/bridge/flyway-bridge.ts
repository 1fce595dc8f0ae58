import type { Bridge, ObjectId } from '@slipway/core/plugin'
import type { FlywaySettings } from '../configuration/settings.ts'
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
    objects: objectsOf(settings),
    lock: flywayLock(settings),
    read: async (context) => readHistory(context, files(), settings),
    prepare: async (context) => createTable(context, settings),
    write: async (context, change) => writeRow(context, change, files(), settings),
    amend: async (context, migration) => amendRow(context, migration, files(), settings),
  }
}

/** Ids of the table and what is on it: `table:public.flyway_schema_history`, on MySQL `table:flyway_schema_history`. */
function objectsOf({ table, schema }: FlywaySettings): readonly ObjectId[] {
  const plain = /^[a-z_][a-z0-9_]*$/
  const spell = (text: string, quote: string): string => (plain.test(text) ? text : quote + text + quote)
  const [postgres, mysql] = [spell(table, '"'), spell(table, '`')]
  const place = schema === undefined ? '*' : spell(schema, '"')
  const index = (suffix: string): string => spell(`${table}${suffix}`, '"')
  return [
    ...['table', 'owner', 'grant', 'comment'].map((kind) => `${kind}:${place}.${postgres}`),
    ...['column', 'constraint'].map((kind) => `${kind}:${place}.${postgres}.*`),
    ...['_pk', '_s_idx'].map((suffix) => `index:${place}.${index(suffix)}`),
    `table:${mysql}`,
    ...['column', 'index', 'constraint'].map((kind) => `${kind}:${mysql}.*`),
  ]
}
