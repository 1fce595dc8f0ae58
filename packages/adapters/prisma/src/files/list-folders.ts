import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { SlipwayError } from '@slipway/core'
import { relativePath } from '../project/relative-path.ts'

/** A migration's folder. */
export interface MigrationFolder {
  /** Its name is the migration's. */
  readonly name: string
  /** Absolute. */
  readonly up: string
  readonly down: string | undefined
}

/** What stands in a folder of migrations. */
export interface MigrationFolders {
  /** In Prisma's order. */
  readonly folders: readonly MigrationFolder[]
  /** Folders that hold another tool's code and no migration.sql: data migrations. */
  readonly others: readonly string[]
}

const code = /\.[cm]?[jt]s$/

/**
 * Lists the folders as Prisma does: every folder is a migration, in the order of their names.
 *
 * @throws SW-CONFIG where one has no migration.sql. Prisma's own words for the same: P3015.
 */
export function listFolders(migrations: string, cwd: string): MigrationFolders {
  if (!existsSync(migrations)) return { folders: [], others: [] }
  const names = readdirSync(migrations, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort((a, b) => a.localeCompare(b, 'en'))
  const others = names.filter((name) => {
    const folder = join(migrations, name)
    return !existsSync(join(folder, 'migration.sql')) && readdirSync(folder).some((file) => code.test(file))
  })
  const folders = names
    .filter((name) => !others.includes(name))
    .map((name): MigrationFolder => {
      const [up, down] = [join(migrations, name, 'migration.sql'), join(migrations, name, 'down.sql')]
      if (!existsSync(up)) throw withoutScript(relativePath(cwd, up))
      return { name, up, down: existsSync(down) ? down : undefined }
    })
  return { folders, others }
}

function withoutScript(file: string): SlipwayError {
  const folder = file.slice(0, file.lastIndexOf('/'))
  return new SlipwayError(
    'SW-CONFIG',
    `${folder} has no migration.sql, and Prisma takes every folder there as a migration (P3015). Nothing was changed.`,
    {
      hint: `git checkout -- ${folder}   if the file was lost\nrmdir ${folder}   if it is left over`,
      details: { file },
    },
  )
}
