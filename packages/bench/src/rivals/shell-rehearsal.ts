import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { postgresClient } from '@slipway/testkit'
import { measureProcess, type Measured } from '../harness/measure.ts'
import { postgresEnvironment } from '../servers/postgres-environment.ts'
import { clientVersion } from './client-version.ts'

const program = fileURLToPath(new URL('rehearse.sh', import.meta.url))

/** A rehearsal in shell, with psql and pg_dump. */
export interface ShellRehearsal {
  readonly version: string
  /** Says `proved NAME` of each migration of a folder of `V….sql` and `U….sql`. */
  run(folder: string, url: string): Promise<Measured>
}

/**
 * Finds what the shell loop needs.
 *
 * @throws EngineError where one of the programs cannot be had.
 */
export async function shellRehearsal(): Promise<ShellRehearsal> {
  const found = await Promise.all((['createdb', 'dropdb', 'pg_dump', 'psql'] as const).map(postgresClient))
  const folders = new Set(found.map(({ path }) => dirname(path)))
  const env = Object.assign({}, ...found.map((each) => each.env)) as Readonly<Record<string, string>>
  const path = [...folders, process.env['PATH']].join(':')
  return {
    version: await clientVersion(found[3]?.path ?? 'psql', env),
    run: (folder, url) =>
      measureProcess('sh', [program, folder], { env: { ...env, ...postgresEnvironment(url), PATH: path } }),
  }
}
