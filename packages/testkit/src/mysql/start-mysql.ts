import { installMysql } from './install-mysql.ts'
import { mysqlPlaces, newMysqlFolder } from './mysql-folder.ts'
import { serveMysql, type MysqlServer, type MysqlSettings } from './mysql-server.ts'
import type { MysqlVersion } from './mysql-version.ts'

/** How a test wants its MySQL server. */
export interface MysqlOptions extends MysqlSettings {
  readonly version: MysqlVersion
}

/**
 * Starts a MySQL server of the test's own on a new data folder. Always a local one, because its process is the
 * test's to kill. Always stop it: `await using`, or {@link MysqlServer.stop} in a hook.
 *
 * @throws EngineError when the server cannot be fetched or does not start.
 */
export async function startMysql({ version, ...options }: MysqlOptions): Promise<MysqlServer<MysqlVersion>> {
  const installed = await installMysql(version)
  const folder = await newMysqlFolder(installed, version)
  return serveMysql(
    {
      name: `MySQL ${version}`,
      version,
      program: { path: installed.mysqld, env: installed.env },
      places: mysqlPlaces(installed.home),
      settings: { mysqlx: 'OFF' },
    },
    folder,
    options,
  )
}
