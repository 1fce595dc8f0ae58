import type { Timeouts } from '../contract/plan.ts'

/** Bounds of Slipway's own short transactions. */
export const ownTimeouts: Timeouts = {
  lock: 10_000,
  tries: 1,
  retryFor: 0,
  lease: 0,
  idle: 30_000,
  statement: 30_000,
  transaction: 60_000,
  concurrently: 0,
}
