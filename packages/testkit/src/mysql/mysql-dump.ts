import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { EngineError } from '../engines/engine-error.ts'
import { reasonOf } from '../engines/reason-of.ts'
import { mysqlDumpCommand } from './mysql-dump-command.ts'

const run = promisify(execFile)

/**
 * What `mysqldump` says of a MySQL or MariaDB database: a comparison that shares no code with Slipway.
 *
 * @param parameters of mysqldump; all definitions and no rows, without these.
 * @throws EngineError when mysqldump cannot be had or refuses, with what it said.
 */
export async function mysqlDump(
  url: string,
  parameters: readonly string[] = ['--no-data', '--routines', '--triggers', '--events'],
): Promise<string> {
  const command = await mysqlDumpCommand(url, ['--skip-comments', ...parameters])
  try {
    const { stdout } = await run(command.path, [...command.parameters], {
      env: { LC_ALL: 'C', ...command.env },
      maxBuffer: 256 * 1024 * 1024,
    })
    // Counters move with the rows, which are not dumped.
    return stdout.replaceAll(/ AUTO_INCREMENT=\d+/g, '')
  } catch (error) {
    throw new EngineError(`mysqldump failed:\n${reasonOf(error)}`)
  }
}
