import { existsSync } from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'
import { SlipwayError } from '@slipway/core'
import type { CreateRequest, LoadContext, NewFile } from '@slipway/core/plugin'
import { nextVersion } from '@slipway/core/adapter'
import { readProject, type Project } from '../load.ts'
import type { ResolvedOptions } from '../options.ts'
import { detectStyle } from '../styles/detect-style.ts'
import { draftChange } from './draft-change.ts'
import { draftModule } from './draft-module.ts'

const longestSlug = 100

interface Draft {
  readonly slug: string
  readonly title: string
  readonly reason: string
}

/** Files for a new migration, in the style and numbering of the ones there are. Throws `SW-USAGE` for a title without words. */
export function createFiles(
  request: CreateRequest,
  context: LoadContext,
  options: ResolvedOptions,
): readonly NewFile[] {
  const project = projectOrNone(context.cwd, options)
  const repeatable = request.repeatable ?? false
  if (repeatable && project.style.name !== 'flyway') {
    throw new SlipwayError(
      'SW-UNSUPPORTED',
      `The style ${project.style.name} knows no repeatable migrations. Nothing was written.`,
      { hint: "mongodbFiles({ style: 'flyway' })   knows them: R__title.ejson" },
    )
  }
  const draft = draftOf(request)
  const latest = project.sources.findLast(({ up }) => (up.kind === 'repeatable') === repeatable)?.up.file
  const folder = latest?.folder ?? firstLocation(context.cwd, options)
  const files =
    project.style.name === 'flyway'
      ? flywayFiles(draft, project, request.now, repeatable)
      : moduleFiles(draft, project, request.now)
  return files.map(({ name, content }) => ({ path: folder === '' ? name : `${folder}/${name}`, content }))
}

interface DraftFile {
  readonly name: string
  readonly content: string
}

/** What a title comes to as a file name. Throws `SW-USAGE` for one without words. */
export function draftOf(request: CreateRequest): Draft {
  const title = request.title.replace(/\s+/g, ' ').trim()
  const slug = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, longestSlug)
    .replace(/_+$/, '')
  if (slug === '')
    throw new SlipwayError('SW-USAGE', `A title needs a word: '${title}' has none. Nothing was written.`, {
      hint: 'slipway new "add an index to orders"',
    })
  return { slug, title, reason: request.reason?.replace(/\s+/g, ' ').trim() ?? title }
}

function flywayFiles(draft: Draft, { sources }: Project, now: Date, repeatable: boolean): readonly DraftFile[] {
  const ending =
    sources.findLast(({ up }) => up.form === 'commands')?.up.file.name.match(/\.(?:ejson|json)$/)?.[0] ?? '.ejson'
  const change = draftChange(draft.title)
  const content = (reason: string, lines: readonly string[]): string =>
    [`// reason: ${reason}`, '', ...lines, ''].join('\n')
  if (repeatable) {
    const lines = ['// Runs again whenever this file changes: write commands that may run twice.']
    return [{ name: `R__${draft.slug}${ending}`, content: content(draft.reason, lines) }]
  }
  const versions = sources.flatMap(({ up }) => up.version ?? [])
  const name = `${nextVersion(versions, now, 'date-counter').text}__${draft.slug}${ending}`
  const undo = change.down && { name: `U${name}`, content: content(`undoes ${draft.title}`, change.down) }
  return [{ name: `V${name}`, content: content(draft.reason, change.up) }, ...(undo ? [undo] : [])]
}

function moduleFiles(draft: Draft, { sources }: Project, now: Date): readonly DraftFile[] {
  const latest = sources.at(-1)?.up.file
  const versions = sources.flatMap(({ up }) => up.version ?? [])
  const version = nextVersion(versions, now, 'timestamp').text
  const slug = latest === undefined || latest.name.includes('_') ? draft.slug : draft.slug.replaceAll('_', '-')
  const ending = /\.[cm]?[jt]s$/.exec(latest?.name ?? '.js')?.[0] ?? '.js'
  const isCommon = ending === '.cjs' || (latest !== undefined && /\bmodule\s*\.\s*exports\b/.test(latest.text()))
  return [{ name: `${version}-${slug}${ending}`, content: draftModule(draft.reason, ending.endsWith('ts'), isCommon) }]
}

function projectOrNone(cwd: string, options: ResolvedOptions): Project {
  const isThere = options.locations.some((location) => existsSync(absolute(cwd, location)))
  return isThere ? readProject(cwd, options) : { style: detectStyle([], options), sources: [] }
}

function firstLocation(cwd: string, options: ResolvedOptions): string {
  return relative(cwd, absolute(cwd, options.locations[0] ?? 'migrations'))
    .split(sep)
    .join('/')
}

function absolute(cwd: string, location: string): string {
  return isAbsolute(location) ? location : join(cwd, location)
}
