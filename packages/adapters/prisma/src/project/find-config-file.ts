import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { SlipwayError } from '@slipway/core'

const extensions = ['.js', '.ts', '.mjs', '.cjs', '.mts', '.cts']
const names = [
  'prisma7.config',
  '.config/prisma7',
  'prisma.config',
  'prisma.config/index',
  '.config/prisma',
  '.config/prisma/index',
  '.config/prisma.config',
  '.config/prisma.config/index',
]

/**
 * The configuration that Prisma's command line would load: of version 7's own names before those of version 6.
 *
 * @throws SW-CONFIG when the one asked for is not there.
 */
export function findConfigFile(cwd: string, asked: string | undefined): string | undefined {
  if (asked !== undefined) {
    const path = resolve(cwd, asked)
    if (existsSync(path)) return path
    throw new SlipwayError('SW-CONFIG', `There is no file ${asked}. Nothing was changed.`, {
      hint: "prisma({ config: '…' })   names Prisma's configuration, relative to the project",
      details: { file: asked },
    })
  }
  return names
    .flatMap((name) => extensions.map((extension) => join(cwd, name + extension)))
    .find((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
}
