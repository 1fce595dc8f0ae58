import { chmod, lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Lets every user read `path` and what is below it, and enter and run what its owner can (`chmod -R a+rX`). */
export async function openToAll(path: string): Promise<void> {
  const found = await lstat(path)
  if (found.isSymbolicLink()) return
  const runnable = found.isDirectory() || (found.mode & 0o100) !== 0
  await chmod(path, (found.mode & 0o777) | (runnable ? 0o555 : 0o444))
  if (found.isDirectory()) for (const name of await readdir(path)) await openToAll(join(path, name))
}
