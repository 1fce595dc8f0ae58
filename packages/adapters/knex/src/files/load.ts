import { sha256, SlipwayError } from '@slipway/core'
import type { CodeStep, LoadContext, Migration } from '@slipway/core/plugin'
import { shownPath } from '../project/load-knexfile.ts'
import type { MigrationSettings, MigrationSource } from '../project/settings.ts'
import { findFiles } from './find-files.ts'
import { allowanceOf, readMigration, titleOf, transactionOf } from './read-migration.ts'

/**
 * The migrations of a project in knex's order. Files are read as text, and none is loaded; a custom `migrationSource`, which
 * is code of the knexfile, is asked for names alone.
 */
export async function load({ cwd }: LoadContext, settings: MigrationSettings): Promise<readonly Migration[]> {
  const { migrationSource } = settings
  const migrations =
    migrationSource === undefined
      ? findFiles(settings, cwd).files.map((file) => readMigration(file, settings, cwd))
      : await fromSource(migrationSource, settings, cwd)
  refuseDuplicates(migrations)
  return migrations
}

async function fromSource(
  source: MigrationSource,
  settings: MigrationSettings,
  cwd: string,
): Promise<readonly Migration[]> {
  const file = shownPath(cwd, settings.knexfile)
  const transaction = transactionOf(undefined, undefined, settings)
  const items = await source.getMigrations(settings.loadExtensions)
  return items.map((item): Migration => {
    const id = source.getMigrationName(item)
    // Its text is out of sight, so that an edit cannot be told.
    const checksum = sha256(id)
    const step = (name: string): CodeStep => ({
      kind: 'code',
      ref: { adapter: settings.adapter, module: `${file}#${id}`, export: name, checksum },
      at: { file, line: 1 },
    })
    return {
      id,
      title: titleOf(id),
      after: [],
      up: [step('up')],
      down: [step('down')],
      repeatable: false,
      tags: [],
      requires: [],
      transaction,
      allow: allowanceOf(transaction, settings, file),
      checksum,
      location: { file, line: 1 },
    }
  })
}

function refuseDuplicates(migrations: readonly Migration[]): void {
  const seen = new Map<string, Migration>()
  for (const migration of migrations) {
    const other = seen.get(migration.id)
    if (other !== undefined) {
      const files = [other.location.file, migration.location.file]
      throw new SlipwayError(
        'SW-DUPLICATE',
        `Two migrations have one name, ${migration.id}: ${files.join(' and ')}. knex tells migrations by their names alone. Nothing was changed.`,
        { hint: 'rename the one that was not applied', details: { files } },
      )
    }
    seen.set(migration.id, migration)
  }
}
