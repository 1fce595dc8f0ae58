import { randomInt } from 'node:crypto'
import type { BridgeContext, BridgeLock, Json } from '@slipway/core/plugin'
import { queryFor } from '@slipway/core/adapter'
import { findTables, lockName, type TableSettings } from './history-table.ts'
import { lockSessions } from './lock-sessions.ts'

/**
 * Knex's lock: a row whose `is_locked` knex sets from 0 to 1 (lib/migrations/migrate/Migrator.js, `_lockMigrations`), and to
 * which it does nothing while it holds anything but 0. We set it to a number of our own, so that the row itself tells whose
 * it is: what others free and take again has another number, also where the server has nothing else to tell two rows apart.
 */
export function rowLock(settings: TableSettings): BridgeLock {
  return {
    kind: 'row',
    name: lockName(settings),
    free: 'knex migrate:unlock',
    take: (context) => take(context, settings),
    release: (context, held) => release(context, settings, held),
    taken: (context) => taken(context, settings),
    sessions: (context) => lockSessions(context, settings),
  }
}

async function taken(context: BridgeContext, settings: TableSettings): Promise<boolean> {
  const { lock, found } = await findTables(context, settings)
  if (!found.lock) return false
  const query = queryFor(context.dialect)
  const { rows } = await context.session.execute(query`SELECT is_locked FROM ${lock} WHERE is_locked <> 0`)
  return rows.length > 0
}

async function take(context: BridgeContext, settings: TableSettings): Promise<Json | undefined> {
  const { dialect, session } = context
  const query = queryFor(dialect)
  const { lock } = await findTables(context, settings)
  // Rows that another session is about to take are left out, so that nothing waits.
  const { rows: free } = await session.execute(
    query`SELECT is_locked FROM ${lock} WHERE is_locked = 0 FOR UPDATE SKIP LOCKED`,
  )
  const { rows: all } = await session.execute(query`SELECT is_locked FROM ${lock}`)
  if (free.length === 0 || free.length < all.length) return undefined
  const holding = randomInt(2, 2 ** 31)
  await session.execute(query`UPDATE ${lock} SET is_locked = ${holding} WHERE is_locked = 0`)
  return { is_locked: holding }
}

async function release(context: BridgeContext, settings: TableSettings, held: Json): Promise<boolean> {
  const holding = typeof held === 'object' && held !== null && 'is_locked' in held ? held['is_locked'] : undefined
  if (typeof holding !== 'number') return false
  const { lock, found } = await findTables(context, settings)
  if (!found.lock) return false
  const query = queryFor(context.dialect)
  const { affected } = await context.session.execute(
    query`UPDATE ${lock} SET is_locked = 0 WHERE is_locked = ${holding}`,
  )
  return (affected ?? 0) > 0
}
