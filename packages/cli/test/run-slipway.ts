import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const entry = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** What a finished process left. */
export interface Finished {
  readonly exit: number | null
  readonly out: string
  readonly err: string
}

/** A process that runs. */
export interface Started {
  signal(name: 'SIGINT' | 'SIGTERM'): void
  readonly finished: Promise<Finished>
}

/** Starts the command line in a process of its own, without a terminal. */
export function startSlipway(
  argv: readonly string[],
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv },
): Started {
  const child = spawn(process.execPath, ['--conditions=slipway-dev', entry, ...argv], {
    cwd: options.cwd,
    env: { ...process.env, NODE_OPTIONS: '', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (piece: Buffer) => out.push(piece))
  child.stderr.on('data', (piece: Buffer) => err.push(piece))
  const finish = async (): Promise<Finished> => {
    const [exit] = (await once(child, 'close')) as [number | null]
    return { exit, out: Buffer.concat(out).toString('utf8'), err: Buffer.concat(err).toString('utf8') }
  }
  return { signal: (name) => void child.kill(name), finished: finish() }
}

/** Runs the command line to its end. */
export function runSlipway(
  argv: readonly string[],
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv },
): Promise<Finished> {
  return startSlipway(argv, options).finished
}
