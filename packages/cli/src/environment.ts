import { randomUUID } from 'node:crypto'
import { hostname, userInfo } from 'node:os'
import type { Environment } from '@slipway/core'

function userName(): string {
  try {
    return userInfo().username
  } catch {
    return 'unknown'
  }
}

// What an abort says is passed on as it is: the timers of Node make an error with a stack of each, and most waits end early.
function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const over = (): void => {
      clearTimeout(timer)
      reject(signal?.reason as Error)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', over)
      resolve()
    }, milliseconds)
    if (signal?.aborted === true) over()
    else signal?.addEventListener('abort', over, { once: true })
  })
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
    sleep,
  }
}
