import { glob, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** The part of a package.json that the workshop reads. */
export interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** A package of this repository. */
export interface WorkspacePackage {
  /** Relative to the repository, with forward slashes, such as `packages/drivers/postgres`. */
  readonly folder: string
  readonly manifest: Manifest
}

/** The folder of this repository. */
export const repository: string = join(import.meta.dirname, '../../..')

/** Every package of the workspace, in the order of their folders. */
export async function workspacePackages(): Promise<readonly WorkspacePackage[]> {
  const places = ['packages/*', 'packages/{dialects,drivers,adapters,online}/*', 'examples/*']
  const files: string[] = []
  for (const place of places) {
    for await (const file of glob(`${place}/package.json`, { cwd: repository })) files.push(file)
  }
  return Promise.all(
    files.toSorted().map(async (file) => ({
      folder: dirname(file).replaceAll('\\', '/'),
      manifest: JSON.parse(await readFile(join(repository, file), 'utf8')) as Manifest,
    })),
  )
}
