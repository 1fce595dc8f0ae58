import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Program } from '../engines/debian-program.ts'
import { EngineError } from '../engines/engine-error.ts'
import { giveTo } from '../engines/run-directory.ts'
import { serverEnvironment } from '../engines/server-environment.ts'
import { dataFolder, type DataFolder } from './data-folder.ts'
import { installMariadb, mariadbShare } from './install-mariadb.ts'
import { serveMysql, type MysqlServer, type MysqlSettings } from './mysql-server.ts'
import type { MariadbVersion } from './mysql-version.ts'

/** How a test wants its MariaDB server. */
export interface MariadbOptions extends MysqlSettings {
  readonly version: MariadbVersion
}

const placesOf = (root: string): readonly string[] => [
  `--basedir=${join(root, 'usr')}`,
  `--lc-messages-dir=${join(root, mariadbShare)}`,
  `--character-sets-dir=${join(root, mariadbShare, 'charsets')}`,
  `--plugin-dir=${join(root, 'usr/lib/mysql/plugin')}`,
]

// In the order of mariadb-install-db, which is a shell script that wants more programs than a machine may have.
const scripts = [
  'mysql_system_tables.sql',
  'mysql_performance_tables.sql',
  'mysql_system_tables_data.sql',
  'fill_help_tables.sql',
  'maria_add_gis_sp_bootstrap.sql',
  'mysql_sys_schema.sql',
]

async function statementsOf(root: string, password: string): Promise<string> {
  const parts = scripts.map((name) => readFile(join(root, mariadbShare, name), 'utf8'))
  return [
    'CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket=NULL;\n',
    ...(await Promise.all(parts)),
    // The scripts let root in from elsewhere, and anybody, without a password.
    `DELETE FROM global_priv WHERE User = '' OR (User = 'root' AND Host <> 'localhost');`,
    'FLUSH PRIVILEGES;',
    `ALTER USER 'root'@'localhost' IDENTIFIED BY '${password}';`,
    `CREATE USER 'root'@'127.0.0.1' IDENTIFIED BY '${password}';`,
    `GRANT ALL ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;\n`,
  ].join('\n')
}

async function initialize({ path, env, root }: Program, { dir, data, password, user }: DataFolder): Promise<void> {
  await mkdir(data)
  await giveTo(user, data, 0o700)
  const options = ['--bootstrap', '--enforce-storage-engine=', '--max_allowed_packet=8M', '--net_buffer_length=16K']
  const child = spawn(path, ['--no-defaults', ...placesOf(root), `--datadir=${data}`, ...options], {
    ...user,
    cwd: dir,
    env: { ...serverEnvironment(), ...env },
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  const said = text(child.stderr)
  child.stdin.on('error', () => {})
  child.stdin.end(await statementsOf(root, password))
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new EngineError(`MariaDB could not make its data folder:\n${(await said).trimEnd()}`)
}

/**
 * Starts a MariaDB server of the test's own on a new data folder. Always a local one, because its process is the
 * test's to kill. Always stop it: `await using`, or {@link MysqlServer.stop} in a hook.
 *
 * @throws EngineError when the server cannot be fetched or does not start.
 */
export async function startMariadb({ version, ...options }: MariadbOptions): Promise<MysqlServer<MariadbVersion>> {
  const program = await installMariadb(version)
  const folder = await dataFolder(`mariadb-${version}`)
  await initialize(program, folder)
  return serveMysql(
    {
      name: `MariaDB ${version}`,
      version,
      program,
      places: placesOf(program.root),
      // What Debian's own configuration sets.
      settings: { 'character-set-server': 'utf8mb4', 'collation-server': 'utf8mb4_general_ci' },
    },
    folder,
    options,
  )
}
