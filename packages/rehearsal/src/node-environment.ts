import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Environment } from '@slipway/core'

/** This process's clock and chance, for a program that calls Slipway from a folder and has nothing special to say. */
export function nodeEnvironment(cwd: string): Environment {
  return {
    cwd,
    who: `${hostname()} (pid ${process.pid})`,
    now: () => Date.now(),
    monotonic: () => performance.now(),
    random: () => Math.random(),
    id: () => randomUUID(),
    sleep: (milliseconds, signal) => sleep(milliseconds, undefined, signal ? { signal } : {}),
  }
}
