import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { EngineError } from './engine-error.ts'

const run = promisify(execFile)

/** The user a server process runs as; empty when it is the current one. */
export interface ServerUser {
  readonly uid?: number
  readonly gid?: number
}

async function idOf(user: string): Promise<ServerUser | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', user]), run('id', ['-g', user])])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return undefined
  }
}

/**
 * Database servers refuse to run as root: root hands them to `postgres`, or else to `nobody`.
 *
 * @throws EngineError when neither user exists.
 */
export async function serverUser(): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return {}
  const user = (await idOf('postgres')) ?? (await idOf('nobody'))
  if (user === undefined) {
    throw new EngineError('Running as root, and neither user "postgres" nor "nobody" exists. Run as an ordinary user.')
  }
  return user
}
