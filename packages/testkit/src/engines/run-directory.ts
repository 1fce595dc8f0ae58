import { chmod, chown, mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { engineDirectory } from './engine-directory.ts'
import type { ServerUser } from './server-user.ts'
import { sweepRuns } from './sweep-runs.ts'

/** Gives a file or folder to the user a server runs as, and to nobody else. */
export async function giveTo(user: ServerUser, path: string, mode: number): Promise<void> {
  await chmod(path, mode)
  if (user.uid !== undefined && user.gid !== undefined) await chown(path, user.uid, user.gid)
}

/** A new folder for one server of this process; one left by a process that died is removed on the way. */
export async function runDirectory(name: string, user: ServerUser): Promise<string> {
  const runs = join(await engineDirectory(), 'run')
  await mkdir(runs, { recursive: true, mode: 0o755 })
  await chmod(runs, 0o755)
  await sweepRuns(runs)
  const dir = await mkdtemp(join(runs, `${name}-`))
  await writeFile(join(dir, 'owner'), String(process.pid))
  await giveTo(user, dir, 0o700)
  return dir
}
