import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { openSync, closeSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { childrenOf } from '../engines/children-of.ts'
import { EngineError } from '../engines/engine-error.ts'
import { freePort } from '../engines/free-port.ts'
import { serverEnvironment } from '../engines/server-environment.ts'
import { createCluster, type Cluster } from './create-cluster.ts'
import type { PostgresVersion } from './postgres-version.ts'

const run = promisify(execFile)

/** How a test wants its server. */
export interface PostgresOptions {
  readonly version: PostgresVersion
  /** Whether a commit survives the machine; needed by tests that kill the server. Default false. */
  readonly fsync?: boolean
  /** Writes every statement to the server's log before it runs. Default false. */
  readonly logStatements?: boolean
  /** Megabytes of a file system that only the server sees, empty at each start, at {@link PostgresServer.smallDisk}. Linux only. */
  readonly smallDisk?: number
  /** Further settings, by their PostgreSQL names. */
  readonly settings?: Readonly<Record<string, string>>
}

/** A PostgreSQL server of the test's own, on 127.0.0.1, for its superuser `postgres`. */
export interface PostgresServer extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly dir: string
  readonly version: PostgresVersion
  /** Of the postmaster; another one after a restart. */
  readonly pid: number
  /** An empty folder for a tablespace, on the small file system where one was asked for. */
  readonly smallDisk: string
  /** What the server has logged so far. */
  log(): Promise<string>
  /** Ends the server (fast shutdown) and deletes its data. Safe to call twice. */
  stop(): Promise<void>
  /** Kills the postmaster and all its processes with SIGKILL; the data stay, for {@link PostgresServer.restart}. */
  kill9(): Promise<void>
  /** Starts the server again on the same port and data, stopping it first when it runs. */
  restart(): Promise<void>
}

const fast = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

function settingsOf(options: PostgresOptions, port: number): Readonly<Record<string, string>> {
  return {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    log_line_prefix: '%m [%p] %a ',
    ...(options.fsync === true ? {} : fast),
    ...(options.logStatements === true ? { log_statement: 'all' } : {}),
    ...options.settings,
  }
}

const smallDiskOf = (cluster: Cluster): string => join(cluster.dir, 'small')

// In a user and mount namespace of its own an ordinary user may mount; it ends with the server.
function onSmallDisk(cluster: Cluster, megabytes: number, server: readonly string[]): readonly string[] {
  const script =
    'mkdir -p "$2/space" && mount -t tmpfs -o size="$1",mode=0700 tmpfs "$2" && mkdir "$2/space" && shift 2 && exec "$@"'
  const namespaces = ['unshare', '--user', '--map-current-user', '--mount', '--keep-caps']
  return [...namespaces, 'sh', '-c', script, 'sh', `${megabytes}M`, smallDiskOf(cluster), ...server]
}

const logFile = (cluster: Cluster): string => join(cluster.dir, 'server.log')

function spawnServer(cluster: Cluster, options: PostgresOptions, port: number): ChildProcess {
  const settings = Object.entries(settingsOf(options, port)).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const log = openSync(logFile(cluster), 'a')
  try {
    const server = [join(cluster.bin, 'postgres'), '-D', cluster.data, ...settings]
    const [command = '', ...parameters] =
      options.smallDisk === undefined ? server : onSmallDisk(cluster, options.smallDisk, server)
    return spawn(command, parameters, {
      ...cluster.user,
      cwd: cluster.dir,
      env: serverEnvironment(),
      stdio: ['ignore', log, log],
    })
  } finally {
    closeSync(log)
  }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

// The server itself writes its state there, which is how pg_ctl waits for it too: no connection, no log noise.
async function isReady(cluster: Cluster, child: ChildProcess): Promise<boolean> {
  const lines = (await readFile(join(cluster.data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
  return Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready'
}

/** Resolves once the server accepts connections; with its latest log lines when it ended instead. */
async function untilReady(cluster: Cluster, child: ChildProcess): Promise<string | undefined> {
  while (!hasEnded(child)) {
    if (await isReady(cluster, child)) return undefined
    await sleep(20)
  }
  return (await readFile(logFile(cluster), 'utf8')).split('\n').slice(-8).join('\n')
}

// Ports are taken by others between our look and the start; the memory of a killed server is freed a moment later.
const passing = /Address already in use|pre-existing shared memory block/

async function launch(cluster: Cluster, options: PostgresOptions, choosePort: () => Promise<number>) {
  for (let tries = 1; ; tries += 1) {
    const port = await choosePort()
    const child = spawnServer(cluster, options, port)
    const failure = await untilReady(cluster, child)
    if (failure === undefined) return { child, port }
    if (tries === 20 || !passing.test(failure)) {
      throw new EngineError(`PostgreSQL ${options.version} did not start:\n${failure}`)
    }
    await sleep(250)
  }
}

/**
 * Starts a PostgreSQL server of the test's own on a new, empty cluster. Always stop it: `await using`, or
 * {@link PostgresServer.stop} in a hook.
 *
 * @throws EngineError when the server cannot be fetched or does not start.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const cluster = await createCluster(options.version)
  const first = await launch(cluster, options, freePort)
  const { port } = first
  let { child } = first
  let stopped = false

  const endWithUs = (): void => void child.kill('SIGQUIT')
  process.once('exit', endWithUs)

  async function shutDown(): Promise<void> {
    if (hasEnded(child)) return
    const ended = once(child, 'exit')
    await run(join(cluster.bin, 'pg_ctl'), ['stop', '-D', cluster.data, '-m', 'fast', '-w'], {
      ...cluster.user,
      cwd: cluster.dir,
      env: serverEnvironment(),
    })
    await ended
  }

  async function stop(): Promise<void> {
    if (stopped) return
    stopped = true
    await shutDown()
    process.off('exit', endWithUs)
    await rm(cluster.dir, { recursive: true, force: true })
  }

  return {
    url: `postgres://postgres:${cluster.password}@127.0.0.1:${port}/postgres`,
    port,
    dir: cluster.dir,
    version: options.version,
    get pid(): number {
      return child.pid ?? 0
    },
    smallDisk: join(smallDiskOf(cluster), 'space'),
    log: () => readFile(logFile(cluster), 'utf8'),
    stop,
    async kill9(): Promise<void> {
      if (child.pid === undefined || hasEnded(child)) return
      const backends = await childrenOf(child.pid)
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      for (const pid of backends) {
        try {
          process.kill(pid, 'SIGKILL')
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
        }
      }
      await ended
    },
    async restart(): Promise<void> {
      await shutDown()
      child = (await launch(cluster, options, async () => port)).child
    },
    [Symbol.asyncDispose]: stop,
  }
}
