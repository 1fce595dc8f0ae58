import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { giveTo, runDirectory } from '../engines/run-directory.ts'
import { serverEnvironment } from '../engines/server-environment.ts'
import { serverUser, type ServerUser } from '../engines/server-user.ts'
import { installPostgres } from './install-postgres.ts'
import type { PostgresVersion } from './postgres-version.ts'

const run = promisify(execFile)

/** A PostgreSQL cluster on disk, not started. */
export interface Cluster {
  /** Everything of this cluster, its log included. */
  readonly dir: string
  readonly data: string
  /** The folder with `postgres` and `pg_ctl`. */
  readonly bin: string
  /** Of the superuser `postgres`. */
  readonly password: string
  readonly user: ServerUser
}

/** Makes an empty cluster: UTF-8, C locale, passwords checked (SCRAM) on every connection. */
export async function createCluster(version: PostgresVersion): Promise<Cluster> {
  const bin = await installPostgres(version)
  const user = await serverUser()
  const dir = await runDirectory(`postgres-${version}`, user)
  const password = randomBytes(12).toString('hex')
  const passwordFile = join(dir, 'password')
  await writeFile(passwordFile, password, { mode: 0o600 })
  await giveTo(user, passwordFile, 0o600)
  const data = join(dir, 'data')
  const auth = ['-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`]
  await run(join(bin, 'initdb'), ['-D', data, ...auth, '--no-sync', '--locale=C', '-E', 'UTF8'], {
    ...user,
    cwd: dir,
    env: serverEnvironment(),
  })
  await rm(passwordFile)
  return { dir, data, bin, password, user }
}
