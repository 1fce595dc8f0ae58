import type { LoadContext, Migration } from '@slipway/core/plugin'
import { sha256, SlipwayError } from '@slipway/core'
import { readScript } from '@slipway/core/adapter'
import type { PrismaProject } from '../project/project.ts'
import { relativePath } from '../project/relative-path.ts'
import { checkProvider } from './check-provider.ts'
import { listFolders, type MigrationFolder } from './list-folders.ts'
import { normalized, readText } from './read-text.ts'

/** A migration, and its script as it stands on disk: Prisma's checksum is that of the bytes. */
export interface LoadedMigration {
  readonly migration: Migration
  readonly script: string
}

/**
 * Reads every migration of a Prisma project.
 *
 * @throws SW-CONFIG, SW-SYNTAX, SW-CLIENT-COMMAND, naming file, line and cure.
 */
export function loadMigrations(project: PrismaProject, { dialect }: LoadContext): readonly LoadedMigration[] {
  checkProvider(project, dialect)
  const { folders } = listFolders(project.migrations, project.cwd)
  const names = folders.map(({ name }) => name)
  return folders.map((folder) => {
    const script = readText(folder.up, project.cwd)
    return { migration: migrationOf(folder, script, { project, dialect, names }), script }
  })
}

interface Reading extends Pick<LoadContext, 'dialect'> {
  readonly project: PrismaProject
  readonly names: readonly string[]
}

function migrationOf(folder: MigrationFolder, script: string, { project, dialect, names }: Reading): Migration {
  const file = relativePath(project.cwd, folder.up)
  const text = normalized(script)
  const up = readScript({ text, file, part: 'up', dialect, fields: 'stated' })
  const downFile = folder.down === undefined ? undefined : relativePath(project.cwd, folder.down)
  const downText = folder.down === undefined ? '' : normalized(readText(folder.down, project.cwd))
  const down =
    downFile === undefined
      ? undefined
      : readScript({ text: downText, file: downFile, part: 'down', dialect, fields: 'stated' })
  if (up.irreversible !== undefined && down !== undefined && down.steps.length > 0) {
    throw new SlipwayError(
      'SW-SYNTAX',
      `${file}:${up.irreversible.line}: ${folder.name} is stated to be irreversible, and ${downFile} undoes it. Nothing was changed.`,
      { hint: 'remove the directive, or what undoes it', details: { file, line: up.irreversible.line } },
    )
  }
  const isIrreversible = up.irreversible !== undefined || down?.irreversible !== undefined
  const { reason, tags, requires, after, phase, transaction } = up.header
  return {
    id: folder.name,
    title: titleOf(folder.name),
    ...(reason === undefined ? {} : { reason }),
    after: after.map((name) => names.find((each) => each === name || slugOf(each) === name) ?? name),
    up: up.steps,
    // Prisma makes empty migrations; what does nothing leaves nothing to undo.
    down: isIrreversible ? null : (down?.steps ?? (up.steps.length === 0 ? [] : undefined)),
    repeatable: false,
    ...(phase === undefined ? {} : { phase }),
    tags,
    requires,
    transaction: transaction?.mode ?? 'auto',
    allow: [...up.allow, ...(down?.allow ?? [])],
    checksum: sha256(text),
    ...(downFile === undefined ? {} : { downChecksum: sha256(downText) }),
    location: { file, line: 1 },
    ...(downFile === undefined ? {} : { downLocation: { file: downFile, line: 1 } }),
  }
}

/** `20240115093000_add_status` is named `add_status`. */
function slugOf(name: string): string {
  return /^\d+_(.+)$/.exec(name)?.[1] ?? name
}

function titleOf(name: string): string {
  return slugOf(name).replaceAll('_', ' ').trim() || name
}
