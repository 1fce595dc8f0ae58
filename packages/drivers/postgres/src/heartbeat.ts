import { extname } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { SlipwayError } from '@slipway/core'
import type { HeartbeatNews, HeartbeatOrder } from './heartbeat-worker.ts'

/** Moves the lease's counter from a thread of its own, so that a busy main thread does not look dead. */
export interface Heartbeat {
  /** Aborts when another token is in the lease, or when no beat reached the server for long. */
  readonly signal: AbortSignal
  stop(): Promise<void>
}

/** Options beside the order. */
export interface HeartbeatOptions extends HeartbeatOrder {
  /** Milliseconds without a beat after which the lease counts as lost; `undefined` where the token alone decides. */
  readonly patience: number | undefined
  /** Milliseconds before the first beat. */
  readonly after: number
}

const lost = (why: string): SlipwayError =>
  new SlipwayError('SW-LEASE-LOST', `The deploy lock was lost: ${why}`, {
    hint: 'See what happened:\n  slipway status',
    details: { kind: 'lease-lost' },
  })

/** Starts beating, after a while where it can wait: most runs are over before. Does not keep the process alive. */
export function startHeartbeat({ patience, after, ...order }: HeartbeatOptions): Heartbeat {
  const controller = new AbortController()
  let running: { readonly worker: Worker; readonly exited: Promise<void> } | undefined
  const start = (): void => {
    running = startWorker(order, patience, controller)
  }
  const timer = after === 0 ? undefined : setTimeout(start, after).unref()
  if (timer === undefined) start()
  return {
    signal: controller.signal,
    async stop() {
      clearTimeout(timer)
      if (running === undefined) return
      const { worker, exited } = running
      worker.postMessage('stop')
      const patient = setTimeout(() => void worker.terminate(), 2_000)
      await exited
      clearTimeout(patient)
    },
  }
}

function startWorker(
  order: HeartbeatOrder,
  patience: number | undefined,
  controller: AbortController,
): { readonly worker: Worker; readonly exited: Promise<void> } {
  // The worker runs from the same kind of file as this one: TypeScript in development, JavaScript in a package.
  const file = new URL(`./heartbeat-worker${extname(new URL(import.meta.url).pathname)}`, import.meta.url)
  // Most commands start no thread, and need not load what starts one.
  const threads = process.getBuiltinModule('node:worker_threads')
  const worker = new threads.Worker(file, { workerData: order, execArgv: ['--no-warnings'] })
  worker.unref()
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  let last = performance.now()
  worker.on('message', (news: HeartbeatNews) => {
    if (news === 'alive') last = performance.now()
    else if (news === 'lost') controller.abort(lost('somebody else took it over'))
    else if (patience !== undefined && performance.now() - last > patience) {
      controller.abort(lost('its heartbeat does not reach the server'))
    }
  })
  worker.on('error', () => controller.abort(lost('its heartbeat ended')))
  return { worker, exited }
}
