import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { engineDirectory } from '../engines/engine-directory.ts'
import { openToAll } from '../engines/open-to-all.ts'
import { serverUser, type ServerUser } from '../engines/server-user.ts'
import { installPostgres } from './install-postgres.ts'
import type { PostgresVersion } from './postgres-version.ts'
import { sweepRuns } from './sweep-runs.ts'

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

/** The environment a server program runs in: no locale, time zone or secret of ours reaches it. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  if (process.platform === 'win32') return process.env
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' }
}

/** Makes an empty cluster: UTF-8, C locale, passwords checked (SCRAM) on every connection. */
export async function createCluster(version: PostgresVersion): Promise<Cluster> {
  const bin = await installPostgres(version)
  const user = await serverUser()
  const runs = join(await engineDirectory(), 'run')
  await mkdir(runs, { recursive: true })
  await openToAll(runs)
  await sweepRuns(runs)
  const dir = await mkdtemp(join(runs, `postgres-${version}-`))
  await writeFile(join(dir, 'owner'), String(process.pid))
  const password = randomBytes(12).toString('hex')
  const passwordFile = join(dir, 'password')
  await writeFile(passwordFile, password, { mode: 0o600 })
  await chmod(dir, 0o700)
  if (user.uid !== undefined && user.gid !== undefined) {
    await chown(dir, user.uid, user.gid)
    await chown(passwordFile, user.uid, user.gid)
  }
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
