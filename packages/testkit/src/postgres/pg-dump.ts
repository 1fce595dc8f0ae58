import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { EngineError } from '../engines/engine-error.ts'
import { postgresClient } from './postgres-client.ts'

const run = promisify(execFile)

/**
 * What PostgreSQL's own `pg_dump` says of a database: a comparison that shares no code with Slipway.
 * It refuses a server newer than itself; Debian 12 has version 15.
 *
 * @param parameters of pg_dump; only the schema, without these.
 * @throws EngineError when pg_dump cannot be had or refuses, with what it said.
 */
export async function pgDump(url: string, parameters: readonly string[] = ['--schema-only']): Promise<string> {
  const { path, env } = await postgresClient('pg_dump')
  const { hostname, port, username, password, pathname } = new URL(url)
  const connection = {
    PGHOST: hostname,
    PGPORT: port || '5432',
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: decodeURIComponent(pathname.slice(1)),
  }
  try {
    const { stdout } = await run(path, [...parameters], {
      env: { LC_ALL: 'C', ...env, ...connection },
      maxBuffer: 256 * 1024 * 1024,
    })
    // Newer patch releases wrap a dump in \restrict with a random key, which would make equal dumps differ.
    return stdout.replaceAll(/^\\(?:un)?restrict .*\n/gm, '')
  } catch (error) {
    throw new EngineError(`pg_dump failed:\n${(error as { stderr?: string }).stderr ?? String(error)}`)
  }
}
