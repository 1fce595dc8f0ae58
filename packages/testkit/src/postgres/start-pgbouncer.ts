import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { debianProgram } from '../engines/debian-program.ts'
import { EngineError } from '../engines/engine-error.ts'
import { freePort } from '../engines/free-port.ts'
import { giveTo, runDirectory } from '../engines/run-directory.ts'
import { serverEnvironment } from '../engines/server-environment.ts'
import { serverUser } from '../engines/server-user.ts'

/** How a test wants its pooler. */
export interface PgBouncerOptions {
  /** Server connections per user and database. */
  readonly poolSize: number
  /** Default `transaction`. */
  readonly poolMode?: 'transaction' | 'session' | 'statement'
  /** Further settings, by their PgBouncer names. */
  readonly settings?: Readonly<Record<string, string>>
}

/** A PgBouncer of the test's own, on 127.0.0.1, in front of one server. */
export interface PgBouncer extends AsyncDisposable {
  readonly port: number
  readonly pid: number
  /** The URL that reaches, through the pooler, the database that `url` reaches directly. */
  through(url: string): string
  /** What the pooler has logged so far. */
  log(): Promise<string>
  /** Ends the pooler at once and deletes its files. Safe to call twice. */
  stop(): Promise<void>
}

const section = (name: string, settings: Readonly<Record<string, string>>): string =>
  [`[${name}]`, ...Object.entries(settings).map(([key, value]) => `${key} = ${value}`), ''].join('\n')

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

/**
 * Starts a PgBouncer in front of the server that `server.url` names, for the user it names. Always stop it.
 *
 * @throws EngineError when PgBouncer cannot be had or does not start.
 */
export async function startPgBouncer(
  server: { readonly url: string },
  { poolSize, poolMode = 'transaction', settings = {} }: PgBouncerOptions,
): Promise<PgBouncer> {
  const program = await debianProgram({ program: 'pgbouncer', package: 'pgbouncer', places: ['usr/sbin'] })
  const user = await serverUser()
  const dir = await runDirectory('pgbouncer', user)
  const target = new URL(server.url)
  const port = await freePort()
  const users = join(dir, 'users.txt')
  const config = join(dir, 'pgbouncer.ini')
  const account = [target.username, target.password].map((text) => quoted(decodeURIComponent(text)))
  await writeFile(users, `${account.join(' ')}\n`, { mode: 0o600 })
  await writeFile(
    config,
    section('databases', { '*': `host=${target.hostname} port=${target.port || '5432'}` }) +
      section('pgbouncer', {
        listen_addr: '127.0.0.1',
        listen_port: String(port),
        unix_socket_dir: '',
        auth_type: 'scram-sha-256',
        auth_file: users,
        pidfile: join(dir, 'pgbouncer.pid'),
        pool_mode: poolMode,
        default_pool_size: String(poolSize),
        max_client_conn: '500',
        ...settings,
      }),
  )
  for (const file of [users, config]) await giveTo(user, file, 0o600)

  const logFile = join(dir, 'pgbouncer.log')
  const log = openSync(logFile, 'a')
  const child = spawn(program.path, [config], {
    ...user,
    cwd: dir,
    env: { ...serverEnvironment(), ...program.env },
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  const exited = once(child, 'exit')
  const endWithUs = (): void => void child.kill('SIGKILL')
  process.once('exit', endWithUs)

  while (!(await listens(port))) {
    if (hasEnded(child)) throw new EngineError(`PgBouncer did not start:\n${await readFile(logFile, 'utf8')}`)
    await sleep(20)
  }

  async function stop(): Promise<void> {
    if (!hasEnded(child)) {
      child.kill('SIGTERM')
      await exited
    }
    process.off('exit', endWithUs)
    await rm(dir, { recursive: true, force: true })
  }

  return {
    port,
    pid: child.pid ?? 0,
    through(url: string): string {
      const pooled = new URL(url)
      pooled.hostname = '127.0.0.1'
      pooled.port = String(port)
      return pooled.href
    },
    log: () => readFile(logFile, 'utf8'),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
