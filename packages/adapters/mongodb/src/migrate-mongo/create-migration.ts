import { readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { SlipwayError } from '@slipway/core'
import type { CreateRequest, LoadContext, NewFile } from '@slipway/core/plugin'
import { nextVersion } from '@slipway/core/adapter'
import { draftOf } from '../create/create-files.ts'
import { draftModule } from '../create/draft-module.ts'
import { readFiles, sampleName } from './read-files.ts'
import type { Settings } from './settings.ts'

/**
 * A new migration as `migrate-mongo create` would name it, a copy of the project's sample where it has one.
 *
 * @throws SW-UNSUPPORTED for a repeatable, which the tool does not know; SW-USAGE for a title without words.
 */
export function createMigration(request: CreateRequest, { cwd }: LoadContext, settings: Settings): readonly NewFile[] {
  if (request.repeatable === true) {
    throw new SlipwayError('SW-UNSUPPORTED', 'migrate-mongo knows no repeatable migrations. Nothing was written.', {
      hint: 'useFileHash: true   in its configuration runs every file again that has changed',
    })
  }
  const { slug, reason } = draftOf(request)
  const isThere = statSync(settings.folder, { throwIfNoEntry: false }) !== undefined
  const sources = isThere ? readFiles(cwd, settings) : []
  const version = nextVersion(
    sources.flatMap(({ up }) => up.version ?? []),
    request.now,
    'timestamp',
  ).text
  const dashed = sources.at(-1)?.up.file.name.includes('_') === false
  const words = dashed ? slug.replaceAll('_', '-') : slug
  const folder = relative(cwd, settings.folder).split(sep).join('/')
  const name = `${version}-${words}${settings.extension}`
  return [{ path: folder === '' ? name : `${folder}/${name}`, content: sampleOf(settings) ?? draft(reason, settings) }]
}

function draft(reason: string, { extension, moduleSystem }: Settings): string {
  const isCommon = extension === '.cjs' || (moduleSystem === 'commonjs' && extension === '.js')
  return draftModule(reason, extension.endsWith('ts'), isCommon)
}

function sampleOf(settings: Settings): string | undefined {
  const path = join(settings.folder, sampleName(settings))
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(path, 'utf8') : undefined
}
