import { execFile } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { EngineError } from '../engines/engine-error.ts'
import { reasonOf } from '../engines/reason-of.ts'
import { giveTo } from '../engines/run-directory.ts'
import { serverEnvironment } from '../engines/server-environment.ts'
import { dataFolder, type DataFolder } from './data-folder.ts'
import { installMysql, type MysqlHome } from './install-mysql.ts'
import { serveMysql, type MysqlServer, type MysqlSettings } from './mysql-server.ts'
import type { MysqlVersion } from './mysql-version.ts'

const run = promisify(execFile)

/** How a test wants its MySQL server. */
export interface MysqlOptions extends MysqlSettings {
  readonly version: MysqlVersion
}

const placesOf = (home: string): readonly string[] => [
  `--basedir=${home}`,
  `--lc-messages-dir=${join(home, 'share')}`,
  `--character-sets-dir=${join(home, 'share', 'charsets')}`,
  `--plugin-dir=${join(home, 'lib', 'plugin')}`,
]

async function initialize({ home, mysqld, env }: MysqlHome, folder: DataFolder): Promise<void> {
  const { dir, data, password, user } = folder
  const accounts = join(dir, 'accounts.sql')
  const lines = [
    `ALTER USER 'root'@'localhost' IDENTIFIED BY '${password}';`,
    `CREATE USER 'root'@'127.0.0.1' IDENTIFIED BY '${password}';`,
    `GRANT ALL ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;`,
  ]
  await writeFile(accounts, `${lines.join('\n')}\n`, { mode: 0o600 })
  await giveTo(user, accounts, 0o600)
  const parameters = ['--no-defaults', ...placesOf(home), `--datadir=${data}`]
  try {
    await run(mysqld, [...parameters, '--initialize-insecure', `--init-file=${accounts}`], {
      ...user,
      cwd: dir,
      env: { ...serverEnvironment(), ...env },
    })
  } catch (error) {
    throw new EngineError(`MySQL could not make its data folder:\n${reasonOf(error)}`)
  } finally {
    await rm(accounts)
  }
}

/**
 * Starts a MySQL server of the test's own on a new data folder. Always a local one, because its process is the
 * test's to kill. Always stop it: `await using`, or {@link MysqlServer.stop} in a hook.
 *
 * @throws EngineError when the server cannot be fetched or does not start.
 */
export async function startMysql({ version, ...options }: MysqlOptions): Promise<MysqlServer<MysqlVersion>> {
  const installed = await installMysql(version)
  const folder = await dataFolder(`mysql-${version}`)
  await initialize(installed, folder)
  return serveMysql(
    {
      name: `MySQL ${version}`,
      version,
      program: { path: installed.mysqld, env: installed.env },
      places: placesOf(installed.home),
      settings: { mysqlx: 'OFF' },
    },
    folder,
    options,
  )
}
