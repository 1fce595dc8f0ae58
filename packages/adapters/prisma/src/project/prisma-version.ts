import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The version of Prisma that `packages/adapters/prisma` was tested with. */
export const testedVersion = '7.10'

/** The version of the `prisma` that a project has installed; `undefined` where none is found. */
export function prismaVersion(cwd: string): string | undefined {
  for (let folder = cwd; ; folder = dirname(folder)) {
    try {
      const manifest: unknown = JSON.parse(readFileSync(join(folder, 'node_modules/prisma/package.json'), 'utf8'))
      return (manifest as { readonly version?: string }).version
    } catch {
      if (folder === dirname(folder)) return undefined
    }
  }
}
