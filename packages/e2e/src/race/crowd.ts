import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { compileCache } from '../child.ts'
import type { Order, Report } from './worker.ts'

/** Real processes that have imported everything once and wait for orders. */
export interface Crowd extends AsyncDisposable {
  /** Lets all of them start together; `undefined` for those that died. A dead one is replaced for the next round. */
  race(order: (index: number) => Omit<Order, 'start'>): Promise<readonly (Report | undefined)[]>
}

async function recruit(): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), {
    execArgv: ['--conditions=slipway-dev', '--no-warnings'],
    env: { ...process.env, ...compileCache },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  await once(child, 'message')
  return child
}

/** Its report; `undefined` when it dies before. */
function answerOf(worker: ChildProcess): Promise<Report | undefined> {
  return new Promise((resolve) => {
    const settle = (report?: Report): void => {
      worker.off('message', settle)
      worker.off('exit', died)
      resolve(report)
    }
    const died = (): void => settle()
    worker.on('message', settle)
    worker.on('exit', died)
  })
}

/** Starts `size` processes. */
export async function gather(size: number): Promise<Crowd> {
  const workers = await Promise.all(Array.from({ length: size }, recruit))
  const endWithUs = (): void => workers.forEach((worker) => worker.kill('SIGKILL'))
  process.once('exit', endWithUs)
  return {
    async race(order) {
      const start = Date.now() + 100
      const reports = await Promise.all(
        workers.map(async (worker, index) => {
          worker.send({ ...order(index), start })
          return answerOf(worker)
        }),
      )
      for (const [index, worker] of workers.entries()) {
        if (worker.exitCode !== null || worker.signalCode !== null) workers[index] = await recruit()
      }
      return reports
    },
    async [Symbol.asyncDispose]() {
      process.off('exit', endWithUs)
      await Promise.all(
        workers.map(async (worker) => {
          const exit = once(worker, 'exit')
          worker.kill('SIGKILL')
          await exit
        }),
      )
    },
  }
}
