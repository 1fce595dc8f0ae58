import { sessionLock } from '@slipway/core/adapter'
import type { BridgeLock } from '@slipway/core/plugin'
import { findTable, type TablePlace } from '../../bridging/find-table.ts'
import { isPostgres, quoted } from '../../bridging/quoted.ts'
import { advisoryKey, lockName } from './lock-key.ts'

/** Flyway's own lock. */
export function flywayLock(place: TablePlace): BridgeLock {
  return sessionLock(`flyway's lock on ${place.table}`, async (context) => {
    const { schema, table } = await findTable(context, place)
    const text = `${quoted(context, schema)}.${quoted(context, table)}`
    return isPostgres(context) ? String(advisoryKey(text)) : lockName(text)
  })
}
