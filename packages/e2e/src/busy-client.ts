import { setTimeout as sleep } from 'node:timers/promises'
import { connection } from './query.ts'

/** A client that works on a table all the time. */
export interface BusyClient {
  /** Ends it; answers how long its slowest operation took, in milliseconds, and how many it did. */
  stop(): Promise<{ readonly longest: number; readonly operations: number }>
}

/** Starts a client that reads and writes rows of `t`, a hundred times a second. */
export async function busyClient(url: string): Promise<BusyClient> {
  const client = await connection(url)
  let stopped = false
  let longest = 0
  let operations = 0
  const work = (async () => {
    while (!stopped) {
      const began = performance.now()
      await client.rows('UPDATE t SET n = n + 1 WHERE id = $1', [1 + (operations % 5)])
      const took = performance.now() - began
      longest = Math.max(longest, took)
      operations += 1
      await sleep(Math.max(0, 10 - took))
    }
  })()
  return {
    async stop() {
      stopped = true
      await work
      await client.end()
      return { longest: Math.round(longest), operations }
    },
  }
}
