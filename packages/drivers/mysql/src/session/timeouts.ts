import type { Timeouts } from '@slipway/core/plugin'
import type { Flavor } from '../dialect/syntax.ts'
import type { Limits } from './session-state.ts'

const year = 31_536_000
/** Whole seconds, at least one; zero milliseconds: the longest that the server takes. */
const seconds = (milliseconds: number): number =>
  milliseconds === 0 ? year : Math.min(year, Math.max(1, Math.ceil(milliseconds / 1000)))

/**
 * Bounds statements. The server counts lock waits in whole seconds. MySQL bounds only SELECT by itself; there the sender
 * stops what runs too long.
 */
export const statementLimits = ({ lock, statement }: Timeouts, flavor: Flavor): Limits => ({
  lock_wait_timeout: seconds(lock),
  innodb_lock_wait_timeout: seconds(lock),
  ...(flavor === 'mariadb' ? { max_statement_time: Math.max(0, statement / 1000) } : {}),
})

/** Bounds the statements of a transaction and our own stall in it: the server ends a session that is idle for too long. */
export const transactionLimits = (timeouts: Timeouts, flavor: Flavor): Limits => ({
  ...statementLimits(timeouts, flavor),
  wait_timeout: seconds(timeouts.idle),
})

/**
 * The INSERT that is bounded by itself, whatever bounds its session. On MySQL that is the wait for the table; for a row of
 * ours nobody makes others wait longer than the session of theirs may be idle.
 */
export function boundedInsert(timeouts: Timeouts, flavor: Flavor): string {
  const { lock_wait_timeout, ...rows } = statementLimits(timeouts, flavor)
  if (flavor === 'mysql') return `INSERT /*+ SET_VAR(lock_wait_timeout = ${lock_wait_timeout}) */`
  const limits = Object.entries({ lock_wait_timeout, ...rows }).map(([name, value]) => `${name} = ${value}`)
  return `SET STATEMENT ${limits.join(', ')} FOR INSERT`
}
