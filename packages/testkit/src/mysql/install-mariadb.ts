import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { debianProgram, type Program } from '../engines/debian-program.ts'
import { EngineError } from '../engines/engine-error.ts'
import type { MariadbVersion } from './mysql-version.ts'

const run = promisify(execFile)

/** Where Debian's package keeps messages, character sets and the scripts that make a data folder. */
export const mariadbShare = 'usr/share/mysql'

/**
 * Finds MariaDB on this machine, or else unpacks Debian's package among the engines.
 *
 * @param report is told, once, that a download begins.
 * @throws EngineError when it cannot be had, or is of another version.
 */
export async function installMariadb(version: MariadbVersion, report?: (line: string) => void): Promise<Program> {
  const program = await debianProgram(
    {
      program: 'mariadbd',
      package: 'mariadb-server',
      places: ['usr/sbin'],
      with: `${mariadbShare}/mysql_system_tables.sql`,
    },
    report,
  )
  const { stdout } = await run(program.path, ['--version'], { env: { LC_ALL: 'C', ...program.env } })
  if (!stdout.includes(` ${version}.`)) {
    throw new EngineError(
      `MariaDB ${version} is needed, and ${program.path} is another: ${stdout.trim()}. Run Docker, ` +
        `or name a server in SLIPWAY_TEST_MARIADB_${version.replace('.', '_')}_URL.`,
    )
  }
  return program
}
