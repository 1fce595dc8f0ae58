import { existsSync } from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'
import { SlipwayError } from '@slipway/core'
import type { CreateRequest, LoadContext, NewFile } from '@slipway/core/plugin'
import { readProject } from '../load.ts'
import type { Project } from '../load.ts'
import type { ResolvedOptions } from '../options.ts'
import { detectStyle } from '../styles/detect-style.ts'
import type { Draft } from '../styles/style.ts'
import { draftChange } from './draft-change.ts'

const longestSlug = 100

/** Files for a new migration, in the style and numbering of the ones there are. Throws `SW-USAGE` for a title without words. */
export function createFiles(
  request: CreateRequest,
  context: LoadContext,
  options: ResolvedOptions,
): readonly NewFile[] {
  const { style, sources } = projectOrNone(context, options)
  const repeatable = request.repeatable ?? false
  if (repeatable && style.name !== 'flyway') {
    throw new SlipwayError(
      'SW-UNSUPPORTED',
      `The style ${style.name} knows no repeatable migrations. Nothing was written.`,
      {
        hint: "sql({ style: 'flyway' })   knows them: R__title.sql",
      },
    )
  }
  const title = request.title.replace(/\s+/g, ' ').trim()
  const slug = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, longestSlug)
    .replace(/_+$/, '')
  if (slug === '')
    throw new SlipwayError('SW-USAGE', `A title needs a word: '${title}' has none. Nothing was written.`, {
      hint: 'slipway new "add status to orders"',
    })

  const reason = request.reason?.replace(/\s+/g, ' ').trim() ?? title
  const change = draftChange(title, repeatable, context.dialect)
  const isPostgres = context.dialect.name === 'postgres'
  const draft: Draft = {
    slug,
    title,
    now: request.now,
    repeatable,
    header: [`-- reason: ${reason}`],
    downHeader: [`-- reason: undoes ${title}`],
    up: change.up,
    down: repeatable ? undefined : change.down,
    settings: isPostgres ? ["SET LOCAL lock_timeout = '2s';"] : [],
    begin: isPostgres ? 'BEGIN;' : undefined,
    commit: isPostgres ? 'COMMIT;' : undefined,
  }
  const folder =
    sources.findLast((source) => source.repeatable === repeatable)?.up.file.folder ??
    firstLocation(context.cwd, options)
  return style.create(draft, sources, { options, dialect: context.dialect, ignored: [] }).map(({ name, lines }) => ({
    path: folder === '' ? name : `${folder}/${name}`,
    content: `${lines.join('\n')}\n`,
  }))
}

function projectOrNone(context: LoadContext, options: ResolvedOptions): Project {
  const isThere = options.locations.some((location) => existsSync(absolute(context.cwd, location)))
  return isThere ? readProject(context, options) : { style: detectStyle([], options), sources: [] }
}

function firstLocation(cwd: string, options: ResolvedOptions): string {
  return relative(cwd, absolute(cwd, options.locations[0] ?? 'migrations'))
    .split(sep)
    .join('/')
}

function absolute(cwd: string, location: string): string {
  return isAbsolute(location) ? location : join(cwd, location)
}
