import type { Bridge, ObjectId } from '@slipway/core/plugin'
import { createTables } from './create-tables.ts'
import { lockName, type TableSettings } from './history-table.ts'
import { readHistory } from './read-history.ts'
import { rowLock } from './row-lock.ts'
import { renameRow, writeHistory } from './write-history.ts'

/** Keeps `knex_migrations` and its lock true while Slipway runs a knex project's migrations. */
export function knexBridge(settings: TableSettings): Bridge {
  return {
    name: 'knex',
    table: settings.schemaName === undefined ? settings.tableName : `${settings.schemaName}.${settings.tableName}`,
    objects: objectsOf(settings),
    lock: rowLock(settings),
    read: (context) => readHistory(context, settings),
    prepare: (context) => createTables(context, settings),
    write: (context, change) => writeHistory(context, settings, change),
    amend: (context, migration) => renameRow(context, settings, migration),
  }
}

/** Both tables with their columns, keys and owners, and the sequences of their serial columns; in a schema or not, quoted or not. */
function objectsOf(settings: TableSettings): readonly ObjectId[] {
  const tables = [settings.tableName, lockName(settings)].flatMap((table) => [
    ...[`*:${table}`, `*.${table}`].flatMap((pattern) => [pattern, `${pattern}.*`]),
    `*"${table.replaceAll('"', '""')}"*`,
    `*\`${table.replaceAll('`', '``')}\`*`,
  ])
  const serials = [`${settings.tableName}_id_seq`, `${lockName(settings)}_index_seq`]
  return [...tables, ...serials.map((name) => `*${name.replaceAll('"', '""')}*`)]
}
