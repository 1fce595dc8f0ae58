import { join } from 'node:path'
import { flywayVersion, installFlyway } from '@slipway/testkit'
import { postgresEnvironment } from '../../servers/postgres-environment.ts'
import { script } from '../../work/tables.ts'
import type { Call } from '../calls.ts'
import type { PostgresTool } from './postgres-tool.ts'

/** @throws EngineError where it or a Java cannot be had. */
export async function flyway(say: (line: string) => void): Promise<PostgresTool> {
  const tool = await installFlyway(say)
  // The flags that start it fastest.
  const flags = ['-Xshare:auto', '-XX:TieredStopAtLevel=1', '-cp', join(tool.jars, '*')]
  const main = [...flags, 'org.flywaydb.commandline.Main']
  function call(url: string, verb: string): Call {
    const { PGHOST, PGPORT, PGUSER = '', PGPASSWORD = '', PGDATABASE } = postgresEnvironment(url)
    return {
      program: tool.java,
      parameters: [...main, verb],
      env: {
        ...tool.env,
        FLYWAY_URL: `jdbc:postgresql://${PGHOST}:${PGPORT}/${PGDATABASE}`,
        FLYWAY_USER: PGUSER,
        FLYWAY_PASSWORD: PGPASSWORD,
        FLYWAY_LOCATIONS: 'filesystem:migrations',
      },
    }
  }
  return {
    name: 'flyway',
    version: flywayVersion,
    kind: 'tool',
    files: (migrations) =>
      Object.fromEntries(migrations.map(({ number, up }) => [`migrations/V${number}__step.sql`, script(up)])),
    up: ({ url }) => [call(url, 'migrate')],
    status: ({ url }) => [call(url, 'info')],
    start: { program: tool.java, parameters: [...main, '--version'], env: tool.env },
  }
}
