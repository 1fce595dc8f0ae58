import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Program } from './debian-program.ts'
import { EngineError } from './engine-error.ts'
import { serverEnvironment } from './server-environment.ts'
import type { ServerUser } from './server-user.ts'

/** A server program, how to start it on a port, and how its log says that it serves. */
export interface ServerProgram {
  /** For messages, such as `MySQL 8.0`. */
  readonly name: string
  readonly program: Pick<Program, 'path' | 'env'>
  readonly user: ServerUser
  /** Where it runs, and where its process id is kept for whoever sweeps up. */
  readonly dir: string
  readonly parameters: (port: number) => readonly string[]
  /** The file it logs to, which need not exist yet; what the program prints goes there too. */
  readonly log: string
  /** Found in what it logs once it accepts connections. */
  readonly ready: RegExp
}

/** A server that accepts connections. */
export interface ServerProcess {
  readonly port: number
  readonly pid: number
  hasEnded(): boolean
  /** Sends the signal, also one that ends nothing; nothing happens when the server has ended. */
  signal(name: NodeJS.Signals): void
  /** Sends the signal and waits for the end; safe to call when the server has ended. */
  end(name: NodeJS.Signals): Promise<void>
}

// Somebody else may have taken the port between our look and the start.
const portTaken = /Address already in use|Bind on TCP\/IP port/i

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

async function logSince(file: string, offset: number): Promise<string> {
  const bytes = await readFile(file).catch(() => Buffer.alloc(0))
  return bytes.subarray(offset).toString()
}

function start(server: ServerProgram, port: number): ChildProcess {
  const log = openSync(server.log, 'a')
  try {
    return spawn(server.program.path, [...server.parameters(port)], {
      ...server.user,
      cwd: server.dir,
      env: { ...serverEnvironment(), ...server.program.env },
      stdio: ['ignore', log, log],
    })
  } finally {
    closeSync(log)
  }
}

async function attempt(server: ServerProgram, port: number): Promise<ServerProcess | string> {
  const offset = (await stat(server.log).catch(() => undefined))?.size ?? 0
  const child = start(server, port)
  const exited = once(child, 'exit')
  const failed = exited.then(
    () => undefined,
    (error: unknown) => String(error),
  )
  if (child.pid === undefined) return String(await failed)
  running.add(child)
  void failed.then(() => running.delete(child))
  await writeFile(join(server.dir, 'server.pid'), String(child.pid))
  while (!hasEnded(child)) {
    if (server.ready.test(await logSince(server.log, offset))) {
      let asked = false
      void failed.then(() => (asked ? undefined : tellEnd(server, child)))
      return {
        port,
        pid: child.pid,
        hasEnded: () => hasEnded(child),
        signal: (name) => void child.kill(name),
        async end(name): Promise<void> {
          asked = true
          if (!hasEnded(child)) child.kill(name)
          await exited
        },
      }
    }
    await sleep(20)
  }
  return logSince(server.log, offset)
}

const latestLines = (log: string): string => log.trimEnd().split('\n').slice(-12).join('\n')

// Tests that share a server can only say that nobody listens any more; why it ended stands in a log that goes with the run.
async function tellEnd(server: ServerProgram, child: ChildProcess): Promise<void> {
  const how = child.signalCode ?? `exit code ${child.exitCode}`
  const lines = latestLines(await logSince(server.log, 0))
  process.stderr.write(`${server.name} (pid ${child.pid}) ended although nobody asked it to: ${how}\n${lines}\n`)
}

/**
 * Starts a server program and waits until it accepts connections. It ends with this process at the latest.
 *
 * @param choosePort is asked again when somebody else took the port.
 * @throws EngineError when it ends instead, with its latest log lines.
 */
export async function spawnServer(server: ServerProgram, choosePort: () => Promise<number>): Promise<ServerProcess> {
  for (let tries = 1; ; tries += 1) {
    const result = await attempt(server, await choosePort())
    if (typeof result !== 'string') return result
    if (tries === 20 || !portTaken.test(result)) {
      throw new EngineError(`${server.name} did not start:\n${latestLines(result)}`)
    }
    await sleep(250)
  }
}
