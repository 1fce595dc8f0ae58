import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { SlipwayError } from '@slipway/core'
import type { SchemaFile } from './project.ts'
import { relativePath } from './relative-path.ts'

/** Prisma's schema. */
export interface FoundSchema {
  /** Absolute: a file, or a folder. */
  readonly path: string
  readonly files: readonly SchemaFile[]
}

/** Where Prisma looks while nothing names another place. `prisma/schema` is version 6's. */
const places = ['schema.prisma', 'prisma/schema.prisma', 'prisma/schema']

/**
 * Finds the schema and reads its files.
 *
 * @param base folder of Prisma's configuration, or of the project.
 * @param named by the options, the configuration or package.json; absolute.
 * @throws SW-CONFIG when there is none.
 */
export function findSchema(cwd: string, base: string, named: string | undefined): FoundSchema {
  const path = named ?? places.map((place) => join(base, place)).find((place) => existsSync(place))
  const stat = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false })
  if (path === undefined || stat === undefined) throw noSchema(cwd, base, named)
  const files = stat.isDirectory() ? globSync('**/*.prisma', { cwd: path }).sort() : ['']
  if (files.length === 0) throw noSchema(cwd, base, named)
  return {
    path,
    files: files.map((file) => {
      const absolute = resolve(path, file)
      return { path: absolute, text: readFileSync(absolute, 'utf8') }
    }),
  }
}

function noSchema(cwd: string, base: string, named: string | undefined): SlipwayError {
  const others = named === undefined ? globSync('{.,prisma}/*.prisma', { cwd: base }).sort() : []
  const where = named === undefined ? places.slice(0, 2).join(' nor ') : relativePath(cwd, named)
  const [other] = others
  return new SlipwayError('SW-CONFIG', `There is no Prisma schema: neither ${where} is there. Nothing was changed.`, {
    hint:
      other === undefined
        ? "prisma({ schema: '…' })   names the file, or the folder of a schema in several files"
        : `${others.join(', ')} ${others.length === 1 ? 'is' : 'are'} there; name the one that is meant:\nprisma({ schema: '${other}', migrations: '…' })`,
  })
}
