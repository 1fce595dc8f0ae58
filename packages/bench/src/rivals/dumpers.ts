import { mysqlDumpCommand, postgresClient } from '@slipway/testkit'
import { measureProcess } from '../harness/measure.ts'
import { postgresEnvironment } from '../servers/postgres-environment.ts'
import type { Engine } from '../work/catalog.ts'
import { clientVersion } from './client-version.ts'
import type { Reader } from './reader.ts'

const tablesIn = (dump: string): number => dump.match(/^CREATE TABLE (?:public\.|`)t_\d/gm)?.length ?? 0

/**
 * The server's own program that writes the schema down.
 *
 * @throws EngineError when it cannot be had.
 */
export async function dumperOf(engine: Engine): Promise<Reader> {
  if (engine === 'postgres') {
    const { path, env } = await postgresClient('pg_dump')
    return {
      name: 'pg_dump -s',
      version: await clientVersion(path, env),
      kind: 'tool',
      run: (url) => measureProcess(path, ['-s'], { env: { ...env, ...postgresEnvironment(url) } }),
      saw: ({ stdout }) => tablesIn(stdout),
    }
  }
  const { path, env } = await mysqlDumpCommand('mysql://127.0.0.1', [])
  return {
    name: 'mysqldump --no-data',
    version: `${await clientVersion(path, env)} of MariaDB`,
    kind: 'tool',
    async run(url) {
      const command = await mysqlDumpCommand(url, ['--no-data'])
      return measureProcess(command.path, command.parameters, { env: { ...command.env } })
    },
    saw: ({ stdout }) => tablesIn(stdout),
  }
}
