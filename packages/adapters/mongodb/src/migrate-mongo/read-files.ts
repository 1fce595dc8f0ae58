import { readdirSync, statSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { SlipwayError } from '@slipway/core'
import { parseVersion } from '@slipway/core/adapter'
import { sourceFile } from '../files/source-file.ts'
import { titleOf } from '../styles/named.ts'
import type { Source } from '../styles/read-sources.ts'
import { idOf } from './file-names.ts'
import type { Settings } from './settings.ts'

/** The file that `migrate-mongo create` copies, where a project has one. */
export function sampleName({ extension }: Settings): string {
  return `sample-migration${extension}`
}

/**
 * The migrations as the tool lists them: every file of its folder with its ending but the sample, in the order of their names.
 * Source: lib/env/migrationsDir.js, getFileNames.
 *
 * @throws SW-CONFIG where the folder is not there.
 */
export function readFiles(cwd: string, settings: Settings): readonly Source[] {
  return fileNames(settings).map((name): Source => {
    const file = sourceFile(cwd, relative(cwd, join(settings.folder, name)).split(sep).join('/'))
    const id = idOf(name)
    const [, digits = '', words = id] = /^(\d{8,})[-_](.+)$/s.exec(id) ?? []
    return {
      up: { file, kind: 'versioned', version: parseVersion(digits), id, title: titleOf(words), form: 'module' },
      down: undefined,
    }
  })
}

function fileNames(settings: Settings): readonly string[] {
  const { extension } = settings
  return filesIn(settings).filter(
    (name) => extname(name) === extension && name !== sampleName(settings) && !/\.d\.[cm]?ts$/.test(name),
  )
}

/** Modules in the folder that the tool leaves alone because of their ending, and that are named as migrations are. */
export function otherModules(settings: Settings): readonly string[] {
  const { extension } = settings
  return filesIn(settings).filter(
    (name) => /^\d{8,}[-_].*\.[cm]?[jt]s$/.test(name) && extname(name) !== extension && !/\.d\.[cm]?ts$/.test(name),
  )
}

function filesIn({ folder, migrationsDir }: Settings): readonly string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new SlipwayError(
      'SW-CONFIG',
      `There is no folder ${migrationsDir}, which the configuration of migrate-mongo names as migrationsDir. Nothing was changed.`,
      {
        hint: 'If a build makes it, build first. Otherwise correct migrationsDir: it is read from the folder in which the command runs',
        details: { location: migrationsDir },
      },
    )
  }
  return readdirSync(folder).toSorted()
}
