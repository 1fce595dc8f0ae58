import type { Timeouts } from '@slipway/core/plugin'
import type { Flavor } from '../dialect/syntax.ts'

const year = 31_536_000
/** Whole seconds, at least one; zero milliseconds: the longest that the server takes. */
const seconds = (milliseconds: number): number =>
  milliseconds === 0 ? year : Math.min(year, Math.max(1, Math.ceil(milliseconds / 1000)))

const locks = (lock: number): readonly string[] => [
  `SESSION lock_wait_timeout = ${seconds(lock)}`,
  `SESSION innodb_lock_wait_timeout = ${seconds(lock)}`,
]

/** MySQL bounds only SELECT by itself; there the sender stops what runs too long. */
const statements = (flavor: Flavor, limit: number): readonly string[] =>
  flavor === 'mariadb' ? [`SESSION max_statement_time = ${Math.max(0, limit / 1000)}`] : []

/** Bounds one statement outside a transaction. The server counts lock waits in whole seconds. */
export const statementLimits = (timeouts: Timeouts, flavor: Flavor): string =>
  `SET ${[...locks(timeouts.lock), ...statements(flavor, timeouts.statement)].join(', ')}`

/** Bounds the statements of a transaction and our own stall in it: the server ends a session that is idle for too long. */
export const transactionLimits = (timeouts: Timeouts, flavor: Flavor): string =>
  `SET ${[...locks(timeouts.lock), ...statements(flavor, timeouts.statement), `SESSION wait_timeout = ${seconds(timeouts.idle)}`].join(', ')}`
