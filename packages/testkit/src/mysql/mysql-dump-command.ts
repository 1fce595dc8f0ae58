import { glob } from 'node:fs/promises'
import { join } from 'node:path'
import { debianProgram } from '../engines/debian-program.ts'

/** A call of mysqldump; the password is in its environment. */
export interface MysqlDumpCommand {
  readonly path: string
  readonly parameters: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

async function pluginsBelow(root: string): Promise<readonly string[]> {
  const found: string[] = []
  for await (const folder of glob(join(root, 'usr/lib/*-linux-gnu*/libmariadb3/plugin'))) found.push(folder)
  return found.map((folder) => `--plugin-dir=${folder}`)
}

/**
 * How `mysqldump` is called for a MySQL or MariaDB database: the one that Debian packages, of MariaDB, which reads both.
 *
 * @throws EngineError when it cannot be had.
 */
export async function mysqlDumpCommand(url: string, parameters: readonly string[]): Promise<MysqlDumpCommand> {
  const { path, env, root } = await debianProgram({
    program: 'mariadb-dump',
    // Depends on the client, and is unpacked for the server already.
    package: 'mariadb-server',
    places: ['usr/bin'],
  })
  const { hostname, port, username, password, pathname } = new URL(url)
  const plugins = root === '/' ? [] : await pluginsBelow(root)
  const address = [`--host=${hostname}`, `--port=${port || '3306'}`, '--protocol=tcp']
  const user = `--user=${decodeURIComponent(username)}`
  const database = decodeURIComponent(pathname.slice(1))
  return {
    path,
    parameters: ['--no-defaults', ...plugins, ...address, user, ...parameters, '--', database],
    env: { ...env, MYSQL_PWD: decodeURIComponent(password) },
  }
}
