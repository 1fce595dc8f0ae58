import { readdirSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { SlipwayError } from '@slipway/core'
import { shownPath } from '../project/load-knexfile.ts'
import type { MigrationSettings } from '../project/settings.ts'

/** A migration's file. */
export interface FoundFile {
  /** As `knex_migrations` has it: with its extension. */
  readonly name: string
  /** Absolute. */
  readonly path: string
}

/** The files of the directories. */
export interface FoundFiles {
  /** In knex's order. */
  readonly files: readonly FoundFile[]
  /** Files that look like migrations and that knex passes over without a word, as `loadExtensions` lacks theirs. */
  readonly skipped: readonly FoundFile[]
  /** Type declarations, which knex would try to run. */
  readonly declarations: readonly FoundFile[]
}

const isDeclaration = ({ name }: FoundFile): boolean => /\.d\.[cm]?ts$/.test(name)
const isModule = ({ name }: FoundFile): boolean => /\.[cm]?[jt]s$/.test(name)

/**
 * Lists the files as knex does (lib/migrations/migrate/sources/fs-migrations.js): by extension, not in subfolders, sorted
 * over all directories or within each. Throws `SW-CONFIG` for a directory that is not there.
 */
export function findFiles(settings: MigrationSettings, cwd: string): FoundFiles {
  const found = settings.directories.map((directory) => filesOf(directory, cwd).toSorted(byName))
  const all = settings.sortDirsSeparately ? found.flat() : found.flat().toSorted(byName)
  const isLoaded = ({ name }: FoundFile): boolean => settings.loadExtensions.includes(extname(name))
  return {
    files: all.filter((file) => isLoaded(file) && !isDeclaration(file)),
    skipped: all.filter((file) => !isLoaded(file) && isModule(file) && !isDeclaration(file)),
    declarations: all.filter((file) => isLoaded(file) && isDeclaration(file)),
  }
}

/** By UTF-16 units, as JavaScript's own sort and lodash's sortBy compare. */
function byName(a: FoundFile, b: FoundFile): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}

function filesOf(directory: string, cwd: string): readonly FoundFile[] {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) {
    const shown = shownPath(cwd, directory)
    throw new SlipwayError('SW-CONFIG', `There is no folder ${shown} to read migrations from. Nothing was changed.`, {
      hint: `slipway new "create table …"   makes it, with a first migration\nmigrations: { directory: '…' }   in the knexfile names another`,
      details: { location: shown },
    })
  }
  return readdirSync(directory).map((name) => ({ name, path: join(directory, name) }))
}
