import { SlipwayError } from '@slipway/core'
import type { Bridge } from '@slipway/core/plugin'
import type { SqlOptions } from '../options.ts'
import type { StyleName } from '../styles/style-name.ts'
import { dbmateHistory } from './dbmate.ts'
import { golangMigrateHistory } from './golang-migrate.ts'
import { gooseHistory } from './goose.ts'
import { nodePgMigrateHistory } from './node-pg-migrate.ts'
import { tableBridge, type TableHistory } from './table-bridge.ts'

/** The histories that are kept in one table. */
export const histories: Readonly<Record<Exclude<StyleName, 'flyway'>, TableHistory>> = {
  'golang-migrate': golangMigrateHistory,
  goose: gooseHistory,
  dbmate: dbmateHistory,
  'node-pg-migrate': nodePgMigrateHistory,
}

/** The bridge that options ask for. Throws `SW-CONFIG` where they do not say whose history it is. */
export function historyBridge({ history, style }: SqlOptions): Bridge | undefined {
  if (history === undefined || history === false) return undefined
  if (style === undefined || style === 'flyway') {
    throw new SlipwayError('SW-CONFIG', 'sql(): history is given, and style does not say which tool keeps it', {
      hint:
        style === 'flyway'
          ? `flyway()   reads a Flyway project and keeps its history`
          : Object.keys(histories)
              .map((name) => `sql({ style: '${name}', history: true })`)
              .join('\n'),
    })
  }
  const { table, schema } = history === true ? {} : history
  return tableBridge(histories[style], { table: table ?? histories[style].table, schema })
}
