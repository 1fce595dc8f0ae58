import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SlipwayError } from '@slipway/core'
import type { Dialect } from '@slipway/core/plugin'
import { relativePath } from '../project/relative-path.ts'
import type { PrismaProject } from '../project/project.ts'

const dialects: Readonly<Record<string, string>> = { postgresql: 'postgres', mysql: 'mysql' }

/**
 * Compares the provider of the schema and of `migration_lock.toml` with the driver's dialect, before a script of one database
 * reaches another.
 *
 * @throws SW-CONFIG where they differ. Prisma's own words for the same: P3019.
 */
export function checkProvider(project: PrismaProject, dialect: Dialect): void {
  const lock = join(project.migrations, 'migration_lock.toml')
  const text = existsSync(lock) ? readFileSync(lock, 'utf8') : ''
  const locked = /^provider\s*=\s*["'](\w+)["']/m.exec(text)?.[1]
  const file = relativePath(project.cwd, lock)
  if (locked !== undefined && locked !== project.provider) {
    throw new SlipwayError(
      'SW-CONFIG',
      `${file} says that the migrations are for ${locked}; the schema's provider is ${project.provider} (P3019). Nothing was changed.`,
      {
        hint: `prisma({ migrations: '…' })   names the folder that belongs to this schema`,
        details: { file, provider: locked },
      },
    )
  }
  if (dialects[project.provider] === dialect.name) return
  throw new SlipwayError(
    'SW-CONFIG',
    `The Prisma project is for ${project.provider}; the driver’s server speaks ${dialect.name}. Nothing was changed.`,
    {
      hint:
        project.provider === 'mysql'
          ? 'driver: mysql(project.connection())   in slipway.config.ts'
          : 'driver: postgres(project.connection())   in slipway.config.ts',
    },
  )
}
