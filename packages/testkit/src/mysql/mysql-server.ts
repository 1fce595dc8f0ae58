import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { EngineError } from '../engines/engine-error.ts'
import { freePort } from '../engines/free-port.ts'
import { spawnServer, type ServerProgram } from '../engines/spawn-server.ts'
import type { DataFolder } from './data-folder.ts'

/** How a test wants its MySQL or MariaDB server. */
export interface MysqlSettings {
  /** Whether a commit survives the machine; needed by tests that kill the server. Default false. */
  readonly fsync?: boolean
  /** Writes every statement to the general log as it arrives, before it runs. Default false. */
  readonly logStatements?: boolean
  /** Further settings, by their names in the server's option file; an empty text is an option without a value. */
  readonly settings?: Readonly<Record<string, string>>
}

/** A MySQL or MariaDB server of the test's own, on 127.0.0.1, for its user `root`, who may do everything. */
export interface MysqlServer<V extends string = string> extends AsyncDisposable {
  /** Names no database. */
  readonly url: string
  readonly port: number
  readonly dir: string
  readonly version: V
  /** Another one after a restart. */
  readonly pid: number
  /**
   * The general log: every statement that arrived, in order.
   *
   * @throws EngineError when the server was started without `logStatements`.
   */
  log(): Promise<string>
  /** What the server says of itself. */
  errorLog(): Promise<string>
  /** Ends the server and deletes its data. Safe to call twice. */
  stop(): Promise<void>
  /** Kills the server with SIGKILL; the data stay, for {@link MysqlServer.restart}. */
  kill9(): Promise<void>
  /**
   * Starts the server again on the same port and data, shutting it down first when it runs.
   *
   * @param settings take the place of those it had, such as `{ read_only: 'ON' }`; without them it keeps its own.
   */
  restart(settings?: Readonly<Record<string, string>>): Promise<void>
  /** Stops the server where it stands (SIGSTOP): connections stay open and nothing answers. */
  pause(): void
  /** Lets it go on (SIGCONT). */
  resume(): void
}

/** What differs between the flavors. */
export interface MysqlFlavor<V extends string> {
  /** Such as `MySQL 8.0`. */
  readonly name: string
  readonly version: V
  readonly program: ServerProgram['program']
  /** Options that say where the program's files are. */
  readonly places: readonly string[]
  /** Settings this flavor needs for a test server. */
  readonly settings: Readonly<Record<string, string>>
}

const optionsOf = (settings: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(settings).map(([name, value]) => (value === '' ? `--${name}` : `--${name}=${value}`))

function settingsOf(options: MysqlSettings, dir: string): Readonly<Record<string, string>> {
  const durable = options.fsync === true
  return {
    'bind-address': '127.0.0.1',
    // Below the data folder: the path of a socket may not be longer than about a hundred bytes.
    socket: 'mysql.sock',
    'pid-file': join(dir, 'mysqld.pid'),
    'skip-name-resolve': '',
    max_connections: '200',
    innodb_buffer_pool_size: '64M',
    innodb_flush_log_at_trx_commit: durable ? '1' : '2',
    sync_binlog: durable ? '1' : '0',
    general_log: options.logStatements === true ? 'ON' : 'OFF',
    general_log_file: join(dir, 'general.log'),
  }
}

/** Starts a server on a data folder, which goes away with it. */
export async function serveMysql<V extends string>(
  { name, version, program, places, settings }: MysqlFlavor<V>,
  { dir, data, user, password }: DataFolder,
  options: MysqlSettings,
): Promise<MysqlServer<V>> {
  const general = join(dir, 'general.log')
  const errors = join(dir, 'server.log')
  let own = options.settings ?? {}

  const server: ServerProgram = {
    name,
    program,
    user,
    dir,
    log: errors,
    ready: /ready for connections[^]*?port: \d+/,
    parameters: (port) => [
      '--no-defaults',
      ...places,
      `--datadir=${data}`,
      `--port=${port}`,
      ...optionsOf({ ...settingsOf(options, dir), ...settings, ...own }),
    ],
  }
  const launch = (choosePort: () => Promise<number>) => spawnServer(server, choosePort)
  let process = await launch(freePort)
  const { port } = process
  let stopped = false

  async function shutDown(): Promise<void> {
    // A paused server would not hear of its shutdown.
    process.signal('SIGCONT')
    await process.end('SIGTERM')
  }

  async function stop(): Promise<void> {
    if (stopped) return
    stopped = true
    // Nobody needs its data any more.
    await process.end('SIGKILL')
    await rm(dir, { recursive: true, force: true })
  }

  return {
    url: `mysql://root:${password}@127.0.0.1:${port}`,
    port,
    dir,
    version,
    get pid(): number {
      return process.pid
    },
    async log(): Promise<string> {
      if (options.logStatements === true) return readFile(general, 'utf8')
      throw new EngineError(`${name} keeps no log of statements: start it with logStatements: true.`)
    },
    errorLog: () => readFile(errors, 'utf8'),
    stop,
    kill9: () => process.end('SIGKILL'),
    async restart(changed?: Readonly<Record<string, string>>): Promise<void> {
      own = changed ?? own
      await shutDown()
      process = await launch(async () => port)
    },
    pause: () => process.signal('SIGSTOP'),
    resume: () => process.signal('SIGCONT'),
    [Symbol.asyncDispose]: stop,
  }
}
