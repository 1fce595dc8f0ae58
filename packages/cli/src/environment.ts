import { randomUUID } from 'node:crypto'
import { hostname, userInfo } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Environment } from '@slipway/core'

function userName(): string {
  try {
    return userInfo().username
  } catch {
    return 'unknown'
  }
}

/** This machine's clock, random and user, for core, which has none of its own. */
export function environment(folder: string): Environment {
  return {
    cwd: folder,
    who: `${userName()}@${hostname()} (pid ${process.pid})`,
    now: () => Date.now(),
    monotonic: () => performance.now(),
    random: () => Math.random(),
    id: () => randomUUID(),
    sleep: (milliseconds, signal) => sleep(milliseconds, undefined, signal === undefined ? {} : { signal }),
  }
}
