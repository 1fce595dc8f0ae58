import type { Timeouts } from '../contract/plan.ts'

/** The defaults, in milliseconds but `tries`. `docs/reference/defaults.md` is generated from here. */
export const defaultTimeouts: Timeouts = {
  lock: 2_000,
  tries: 10,
  retryFor: 180_000,
  lease: 60_000,
  idle: 10_000,
  statement: 0,
  transaction: 0,
  concurrently: 1_800_000,
}
