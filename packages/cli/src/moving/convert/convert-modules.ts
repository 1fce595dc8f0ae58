import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { type Migration, SlipwayError } from '@slipway/core'
import type { Conversion, ConvertOptions } from './convert-project.ts'
import { numberMigrations } from './number-migrations.ts'
import { slugOf } from './slug.ts'
import { quoted } from './targets/target.ts'
import type { ConvertParts } from './without-code.ts'

const named = /^\d{8,}-.+\.[cm]?[jt]s$/

/**
 * Modules stay modules: their text in another folder, with names by which they are still called as they are written. What
 * they import from beside them is found from there.
 *
 * @throws SW-USAGE for a tool that is not MongoDB's.
 */
export function convertModules(
  migrations: readonly Migration[],
  { cwd }: Pick<ConvertParts, 'cwd'>,
  { folder, to = 'migrate-mongo' }: ConvertOptions,
): Conversion {
  if (to !== 'migrate-mongo') {
    throw new SlipwayError('SW-USAGE', `${to} does not work with mongodb. Nothing was written.`, {
      hint: '--to migrate-mongo',
    })
  }
  const target = folder.replace(/\/+$/, '')
  const kept = migrations.every(({ location }) => named.test(posix.basename(location.file)))
  const versions = numberMigrations(migrations, { versions: 'sorted' })
  const moved = migrations.map((migration, index) => {
    const { file } = migration.location
    const ending = posix.extname(file)
    const name = kept
      ? posix.basename(file)
      : `${(versions[index] ?? '').padStart(8, '0')}-${slugOf(migration.title)}${ending}`
    return { migration, file, ending, name, path: target === '' ? name : `${target}/${name}` }
  })
  return {
    files: moved.flatMap(({ file, path, ending }) =>
      /^\.[cm]?[jt]s$/.test(ending)
        ? [{ path, content: importsFrom(readFileSync(join(cwd, file), 'utf8'), file, path) }]
        : [],
    ),
    migrations: moved.map(({ migration, name, ending }) => ({
      from: migration.id,
      to: name.slice(0, name.length - ending.length),
    })),
    refused: moved.flatMap(({ migration, ending }) =>
      /^\.[cm]?[jt]s$/.test(ending) ? [] : [{ id: migration.id, why: 'migrate-mongo runs modules only' }],
    ),
    call: {
      package: '@slipway/adapter-mongodb',
      factory: 'mongodbFiles',
      source: `{ locations: ${quoted(target)}, style: 'migrate-mongo' }`,
    },
  }
}

/** Relative imports as they have to be written from the new place. */
function importsFrom(text: string, from: string, to: string): string {
  const specifier = /(\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])(\.{1,2}\/[^'"\n]*)\2/g
  return text.replace(specifier, (_all, before: string, quote: string, path: string) => {
    const meant = posix.join(posix.dirname(from), path)
    const relative = posix.relative(posix.dirname(to), meant)
    return `${before}${quote}${relative.startsWith('.') ? relative : `./${relative}`}${quote}`
  })
}
