import { AsyncLocalStorage } from 'node:async_hooks'
import { line } from './line.ts'

/** Gives one connection to one piece of work at a time, which may consist of many statements. */
export interface Turns {
  /** Waits for its turn; within a turn, joins it. */
  take<T>(work: () => Promise<T>): Promise<T>
  /** The same for work that others of its kind may follow before it is done: what it sends first goes first. */
  share<T>(work: () => Promise<T>): Promise<T>
  /** Whether a transaction is open in the turn that is on. */
  open: boolean
}

/** Makes the turns of one connection. */
export function takeTurns(): Turns {
  const current = new AsyncLocalStorage<{ over: boolean }>()
  const { alone, shared } = line()
  const within = <T>(wait: typeof alone, work: () => Promise<T>): Promise<T> => {
    if (current.getStore()?.over === false) return work()
    const turn = { over: false }
    return wait(() =>
      current.run(turn, work).finally(() => {
        turn.over = true
      }),
    )
  }
  return {
    open: false,
    take: (work) => within(alone, work),
    share: (work) => within(shared, work),
  }
}
