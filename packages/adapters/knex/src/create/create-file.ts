import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { SlipwayError } from '@slipway/core'
import type { CreateRequest, LoadContext, NewFile } from '@slipway/core/plugin'
import { shownPath } from '../project/load-knexfile.ts'
import type { MigrationSettings } from '../project/settings.ts'

/** Makes a text of a template and of what the knexfile hands to it. */
type Template = (
  text: string,
  options: { readonly interpolate: RegExp; readonly variable: string },
) => (variables: Readonly<Record<string, unknown>>) => string

/**
 * A new migration as `knex migrate:make` writes it: named by the second in UTC, from the knexfile's template or knex's own,
 * in the last directory. Throws `SW-USAGE` for a title without words, `SW-CONFIG` where there is no template.
 */
export function createFile(request: CreateRequest, { cwd }: LoadContext, settings: MigrationSettings): NewFile {
  const directory = settings.directories.at(-1)
  if (directory === undefined || settings.migrationSource !== undefined) {
    throw new SlipwayError(
      'SW-UNSUPPORTED',
      'Migrations come from the migrationSource of the knexfile. Nothing was written.',
      {
        hint: 'Write the new one where that source finds it',
      },
    )
  }
  if (request.repeatable === true) {
    throw new SlipwayError('SW-UNSUPPORTED', 'knex knows no repeatable migrations. Nothing was written.', {
      hint: `slipway new "${request.title}"   makes one that runs once`,
    })
  }
  const slug = request.title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 100)
    .replace(/_+$/, '')
  if (slug === '') {
    throw new SlipwayError('SW-USAGE', `A title needs a word: '${request.title}' has none. Nothing was written.`, {
      hint: 'slipway new "add an index to orders"',
    })
  }
  const variant = variantOf(settings)
  const extension = variant.split('-')[0] ?? variant
  const name = `${stamp(request.now)}_${slug}.${extension}`
  const reason = request.reason === undefined ? '' : `// slipway:reason ${request.reason.replace(/\s+/g, ' ').trim()}\n`
  const path = shownPath(cwd, join(directory, name))
  return { path, content: reason + fill(settings, variant) }
}

/** A file that knex would not list is of no use: where it does not load the extension, the default is written. */
function variantOf({ extension, loadExtensions, stub }: MigrationSettings): string {
  const [plain = 'js'] = extension.split('-')
  if (stub === undefined && !loadExtensions.includes(`.${plain}`)) return loadExtensions.includes('.ts') ? 'ts' : 'js'
  return extension
}

/** `yyyymmddhhmmss` in UTC (lib/migrations/util/timestamp.js). */
function stamp(now: Date): string {
  return now.toISOString().replace(/\D/g, '').slice(0, 14)
}

function fill({ stub, variables, knex }: MigrationSettings, variant: string): string {
  const path = stub ?? join(knex.folder, 'lib/migrations/migrate/stub', `${variant}.stub`)
  if (!existsSync(path)) {
    throw new SlipwayError('SW-CONFIG', `There is no template ${path} for new migrations. Nothing was written.`, {
      hint: "migrations: { extension: 'ts' }   or   migrations: { stub: './migration.stub' }   in the knexfile",
    })
  }
  // Knex's own templates are lodash's, and lodash is knex's.
  const template = createRequire(join(knex.folder, 'package.json'))('lodash/template') as Template
  const written = template(readFileSync(path, 'utf8'), { interpolate: /<%=([\s\S]+?)%>/g, variable: 'd' })
  return written(variables)
}
