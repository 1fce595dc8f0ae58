import { chmod, lstat, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { engineDirectory } from './engine-directory.ts'
import { openToAll } from './open-to-all.ts'
import { withLock } from './with-lock.ts'

/**
 * The folder of this name among the engines, filled by `fill` when it is not there yet: one process fills it, the
 * others wait, and it appears whole or not at all.
 *
 * @param shut keeps other users out; without it they can read and run what is there.
 */
export async function installEngine(
  name: string,
  fill: (folder: string) => Promise<void>,
  { shut = false }: { readonly shut?: boolean } = {},
): Promise<string> {
  const home = join(await engineDirectory(), name)
  const exists = (): Promise<boolean> =>
    lstat(home).then(
      () => true,
      () => false,
    )
  if (await exists()) return home
  return withLock(`${home}.lock`, async () => {
    if (await exists()) return home
    const part = `${home}.part`
    await rm(part, { recursive: true, force: true })
    await mkdir(part, { recursive: true })
    await fill(part)
    if (shut) await chmod(part, 0o700)
    else await openToAll(part)
    await rename(part, home)
    return home
  })
}
