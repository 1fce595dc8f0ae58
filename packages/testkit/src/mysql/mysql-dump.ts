import { execFile } from 'node:child_process'
import { glob } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { debianProgram } from '../engines/debian-program.ts'
import { EngineError } from '../engines/engine-error.ts'
import { reasonOf } from '../engines/reason-of.ts'

const run = promisify(execFile)

async function pluginsBelow(root: string): Promise<readonly string[]> {
  const found: string[] = []
  for await (const folder of glob(join(root, 'usr/lib/*-linux-gnu*/libmariadb3/plugin'))) found.push(folder)
  return found.map((folder) => `--plugin-dir=${folder}`)
}

/**
 * What `mysqldump` says of a MySQL or MariaDB database: a comparison that shares no code with Slipway. It is the one
 * that Debian packages, of MariaDB, which reads both.
 *
 * @param parameters of mysqldump; all definitions and no rows, without these.
 * @throws EngineError when mysqldump cannot be had or refuses, with what it said.
 */
export async function mysqlDump(
  url: string,
  parameters: readonly string[] = ['--no-data', '--routines', '--triggers', '--events'],
): Promise<string> {
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
  try {
    const { stdout } = await run(
      path,
      ['--no-defaults', ...plugins, ...address, user, '--skip-comments', ...parameters, '--', database],
      { env: { LC_ALL: 'C', ...env, MYSQL_PWD: decodeURIComponent(password) }, maxBuffer: 256 * 1024 * 1024 },
    )
    // Counters move with the rows, which are not dumped.
    return stdout.replaceAll(/ AUTO_INCREMENT=\d+/g, '')
  } catch (error) {
    throw new EngineError(`mysqldump failed:\n${reasonOf(error)}`)
  }
}
