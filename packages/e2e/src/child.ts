import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'

/** What follows `node` to run `slipway` from source. */
export const cli: readonly string[] = [
  '--conditions=slipway-dev',
  '--no-warnings',
  fileURLToPath(new URL('../../cli/src/main.ts', import.meta.url)),
]

/** Keeps what Node.js makes of the sources from one process to the next: a start takes a third of the work. */
export const compileCache: Readonly<Record<string, string>> = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../node_modules/.cache/compile', import.meta.url)),
}

/** How a process ended. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A real process that runs the command line. */
export interface Child {
  readonly pid: number
  readonly process: ChildProcess
  readonly ended: Promise<Ended>
  stderr(): string
  kill(signal: NodeJS.Signals): void
  /** Resolves once stderr matches; rejects when the process ends before. */
  says(text: RegExp): Promise<void>
}

/** How to start it. */
export interface ChildOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** `pipe`, unless nobody is to read stdout. */
  readonly stdout?: 'pipe' | number
}

/** Starts `slipway` with these arguments, from source, under the Node.js that runs the tests. */
export function startSlipway(argv: readonly string[], options: ChildOptions): Child {
  return startNode([...cli, ...argv], options)
}

/** Starts a Node.js process. */
export function startNode(argv: readonly string[], { cwd, env = {}, stdout: out = 'pipe' }: ChildOptions): Child {
  const child = spawn(process.execPath, [...argv], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', NO_COLOR: '1', ...compileCache, ...env },
    stdio: ['ignore', out, 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = once(child, 'close').then(([code, signal]): Ended => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    stdout,
    stderr,
  }))
  const endWithUs = (): void => void child.kill('SIGKILL')
  process.once('exit', endWithUs)
  void ended.then(() => process.off('exit', endWithUs))
  return {
    pid: child.pid ?? 0,
    process: child,
    ended,
    stderr: () => stderr,
    kill: (signal) => void child.kill(signal),
    async says(text) {
      while (!text.test(stderr)) {
        if (child.exitCode !== null || child.signalCode !== null) {
          throw new Error(`It ended before it said ${text}:\n${stdout}${stderr}`)
        }
        await sleep(20)
      }
    },
  }
}

/** Runs `slipway` to its end. */
export async function slipway(argv: readonly string[], options: ChildOptions): Promise<Ended> {
  return startSlipway(argv, options).ended
}
