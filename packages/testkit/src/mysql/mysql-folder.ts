import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { EngineError } from '../engines/engine-error.ts'
import { installEngine } from '../engines/install-engine.ts'
import { reasonOf } from '../engines/reason-of.ts'
import { giveTo } from '../engines/run-directory.ts'
import { serverEnvironment } from '../engines/server-environment.ts'
import { serverUser } from '../engines/server-user.ts'
import { dataFolder, type DataFolder } from './data-folder.ts'
import type { MysqlHome } from './install-mysql.ts'
import type { MysqlVersion } from './mysql-version.ts'

const run = promisify(execFile)

/** The options that say where the program's files are. */
export const mysqlPlaces = (home: string): readonly string[] => [
  `--basedir=${home}`,
  `--lc-messages-dir=${join(home, 'share')}`,
  `--character-sets-dir=${join(home, 'share', 'charsets')}`,
  `--plugin-dir=${join(home, 'lib', 'plugin')}`,
]

async function initialize({ home, mysqld, env }: MysqlHome, folder: string, password: string): Promise<void> {
  const user = await serverUser()
  const data = join(folder, 'data')
  const accounts = join(folder, 'accounts.sql')
  const lines = [
    `ALTER USER 'root'@'localhost' IDENTIFIED BY '${password}';`,
    `CREATE USER 'root'@'127.0.0.1' IDENTIFIED BY '${password}';`,
    `GRANT ALL ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;`,
  ]
  await mkdir(data)
  await giveTo(user, data, 0o700)
  await writeFile(accounts, `${lines.join('\n')}\n`, { mode: 0o600 })
  await giveTo(user, accounts, 0o600)
  const parameters = ['--no-defaults', ...mysqlPlaces(home), `--datadir=${data}`]
  try {
    await run(mysqld, [...parameters, '--initialize-insecure', `--init-file=${accounts}`], {
      ...user,
      cwd: data,
      env: { ...serverEnvironment(), ...env },
    })
  } catch (error) {
    throw new EngineError(`MySQL could not make its data folder:\n${reasonOf(error)}`)
  }
  await rm(accounts)
  // The server's own id, which no two servers may share.
  await rm(join(data, 'auto.cnf'), { force: true })
}

// Making the tables takes seconds of processor time and gives the same each time: it is done once, for all servers.
async function templateOf(installed: MysqlHome): Promise<{ readonly data: string; readonly password: string }> {
  const fill = async (folder: string): Promise<void> => {
    const password = randomBytes(12).toString('hex')
    await initialize(installed, folder, password)
    await writeFile(join(folder, 'password'), password, { mode: 0o600 })
  }
  const template = await installEngine(`${basename(installed.home)}-data`, fill, { shut: true })
  return { data: join(template, 'data'), password: await readFile(join(template, 'password'), 'utf8') }
}

/** A new data folder for a MySQL server of the test's own. */
export async function newMysqlFolder(installed: MysqlHome, version: MysqlVersion): Promise<DataFolder> {
  const { data, password } = await templateOf(installed)
  const folder = { ...(await dataFolder(`mysql-${version}`)), password }
  await cp(data, folder.data, { recursive: true, mode: constants.COPYFILE_FICLONE })
  const { user } = folder
  for (const entry of await readdir(folder.data, { recursive: true, withFileTypes: true })) {
    await giveTo(user, join(entry.parentPath, entry.name), entry.isDirectory() ? 0o700 : 0o600)
  }
  await giveTo(user, folder.data, 0o700)
  return folder
}
