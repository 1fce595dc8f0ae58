import { join } from 'node:path'
import { repository, workspacePackages } from './packages.ts'
import { pnpm } from './pnpm.ts'

/** A public package as npm would get it. */
export interface Tarball {
  readonly name: string
  readonly file: string
}

/**
 * Packs every public package into `destination`. Needs a build.
 *
 * @throws Error with pnpm's output when a package cannot be packed.
 */
export async function packPackages(destination: string): Promise<readonly Tarball[]> {
  const tarballs: Tarball[] = []
  for (const { folder, manifest } of await workspacePackages()) {
    if (manifest.private === true) continue
    const file = join(destination, `${manifest.name.replace('@', '').replace('/', '-')}.tgz`)
    const { code, output } = await pnpm(['pack', '--out', file], join(repository, folder))
    if (code !== 0) throw new Error(`${manifest.name} cannot be packed:\n${output}`)
    tarballs.push({ name: manifest.name, file })
  }
  return tarballs
}
