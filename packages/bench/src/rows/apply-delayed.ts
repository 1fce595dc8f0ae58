import { openRelay } from '../harness/relay.ts'
import type { Row } from '../harness/row.ts'
import { applyingTables } from '../rivals/postgres/applying-tables.ts'
import { postgresNamesAt } from '../rivals/postgres/postgres-tools.ts'
import { postgresServer } from '../servers/postgres.ts'

/** A server in the same data center is about this far away: every question waits for it. */
export const applyDelayed: Row = {
  name: 'apply-delayed',
  title: 'the same with 1 ms of network delay, PostgreSQL',
  sizes: { short: [100], full: [100, 200, 400] },
  rounds: { short: 2, full: 2 },
  unit: 'migrations',
  reach: { words: 'twice as fast as the best tool', beside: 'best', times: 0.5, at: [100] },
  async contenders(size, setting) {
    const { port } = await postgresServer(setting)
    const relay = await setting.once('postgres-15 behind 1 ms', () => openRelay({ port, roundTrip: 1 }))
    return applyingTables({ size, setting, names: postgresNamesAt(size, [200, 400]), relay })
  },
}
