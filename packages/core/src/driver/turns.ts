import { AsyncLocalStorage } from 'node:async_hooks'

/** Gives one connection to one piece of work at a time, which may consist of many statements. */
export interface Turns {
  /** Waits for its turn; within a turn, joins it. */
  take<T>(work: () => Promise<T>): Promise<T>
  /** Whether a transaction is open in the turn that is on. */
  open: boolean
}

/** Makes the turns of one connection. */
export function takeTurns(): Turns {
  const current = new AsyncLocalStorage<{ over: boolean }>()
  let last: Promise<unknown> = Promise.resolve()
  return {
    open: false,
    take(work) {
      if (current.getStore()?.over === false) return work()
      const turn = { over: false }
      const taken = last.then(() =>
        current.run(turn, work).finally(() => {
          turn.over = true
        }),
      )
      last = taken.catch(() => undefined)
      return taken
    },
  }
}
