import { AsyncLocalStorage } from 'node:async_hooks'
import { ChildProcess } from 'node:child_process'
import { Socket } from 'node:net'

/** What code that is only recorded may not do. */
export interface Isolation {
  /** Throws. */
  readonly refuse: (why: string) => never
}

const isolation = new AsyncLocalStorage<Isolation>()
const stopped = new WeakSet<object>()
let guarded = false

/** Throws what ends the code that is recorded. Where it ends a promise that nobody waits for, it does no harm. */
export function stop(why: string): never {
  const error = new Error(why)
  stopped.add(error)
  throw error
}

/**
 * Runs code that must reach nothing: a connection or a program that it starts is refused before it is, and what it prints is
 * dropped. Holds for everything that the code begins, also after this has answered.
 */
export function isolated<T>(rules: Isolation, work: () => Promise<T>): Promise<T> {
  if (!guarded) guard()
  guarded = true
  return isolation.run(rules, work)
}

function guard(): void {
  process.on('unhandledRejection', (reason) => {
    if (typeof reason !== 'object' || reason === null || !stopped.has(reason)) throw reason
  })
  const { connect } = Socket.prototype
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]): Socket {
    isolation.getStore()?.refuse(`it opens a connection of its own${addressOf(args)}`)
    return Reflect.apply(connect, this, args) as Socket
  } as typeof connect
  const program = ChildProcess.prototype as ChildProcess & { spawn: (options: unknown) => unknown }
  const { spawn } = program
  program.spawn = function (options: unknown): unknown {
    isolation.getStore()?.refuse('it starts another program')
    return Reflect.apply(spawn, this, [options])
  }
  for (const stream of [process.stdout, process.stderr]) {
    const { write } = stream
    stream.write = function (this: typeof stream, ...args: unknown[]): boolean {
      if (isolation.getStore()) return true
      return Reflect.apply(write, this, args) as boolean
    } as typeof write
  }
}

/** Host and port of the arguments of `connect`, in whichever of its forms. */
function addressOf(args: readonly unknown[]): string {
  const [first, second] = args.flat() as readonly unknown[]
  const options =
    typeof first === 'object' && first !== null ? (first as { host?: unknown; port?: unknown }) : undefined
  const [port, host] = options ? [options.port, options.host] : [first, second]
  if (typeof port !== 'number' && typeof port !== 'string') return ''
  return `, to ${typeof host === 'string' ? host : 'localhost'}:${port}`
}
