import type { LoadContext, Migration } from '@slipway/core/plugin'
import { SlipwayError } from '@slipway/core'
import { compareVersions, type Header } from '@slipway/core/adapter'
import { checksum } from './files/checksum.ts'
import { findFiles } from './files/find-files.ts'
import type { ResolvedOptions } from './options.ts'
import { readScript, type ScriptContext } from './script/read-script.ts'
import { detectStyle } from './styles/detect-style.ts'
import { refuseDuplicates } from './styles/duplicate.ts'
import type { Source, Style } from './styles/style.ts'

/** The files of a project, as one style sees them. */
export interface Project {
  readonly style: Style
  /** In version order, repeatables last. */
  readonly sources: readonly Source[]
}

/** Finds the files and what they are, without cutting them into statements. */
export function readProject(context: LoadContext, options: ResolvedOptions): Project {
  const { files, ignored } = findFiles(context.cwd, options)
  const style = detectStyle(files, options)
  const sources = style.read(files, { options, dialect: context.dialect, ignored }).toSorted(order)
  refuseDuplicates(sources)
  return { style, sources }
}

/** Reads every migration of a project. */
export function load(context: LoadContext, options: ResolvedOptions): readonly Migration[] {
  return migrationsOf(readProject(context, options), context, options)
}

/** Cuts the files of a project into statements. */
export function migrationsOf(
  { style, sources }: Project,
  context: LoadContext,
  options: ResolvedOptions,
): readonly Migration[] {
  const replace =
    options.placeholderReplacement ?? (style.name === 'flyway' || Object.keys(options.placeholders).length > 0)
  return sources.map((source) => migrationOf(source, sources, { dialect: context.dialect, options, replace }))
}

function order(a: Source, b: Source): number {
  if (a.version === undefined || b.version === undefined) {
    if (a.version !== b.version) return a.version === undefined ? 1 : -1
    return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
  }
  return compareVersions(a.version, b.version)
}

function migrationOf(source: Source, sources: readonly Source[], context: ScriptContext): Migration {
  const up = readScript(source.up, 'up', context)
  const down = source.down === undefined ? undefined : readScript(source.down, 'down', context)
  if (up.irreversible !== undefined && down !== undefined && down.steps.length > 0) {
    throw new SlipwayError(
      'SW-SYNTAX',
      `${up.irreversible.file}:${up.irreversible.line}: ${source.id} is stated to be irreversible, and ${source.down?.file.path} undoes it. Nothing was changed.`,
      {
        hint: 'remove the directive, or what undoes it',
        details: { file: up.irreversible.file, line: up.irreversible.line },
      },
    )
  }
  const isIrreversible = up.irreversible !== undefined || down?.irreversible !== undefined
  const { reason, tags, requires, after, phase } = up.header
  return {
    id: source.id,
    title: source.title,
    ...(reason === undefined ? {} : { reason }),
    after: after.map((name) => resolveName(name, sources)),
    up: up.steps,
    down: isIrreversible ? null : down?.steps,
    repeatable: source.repeatable,
    ...(phase === undefined ? {} : { phase }),
    tags,
    requires,
    transaction: transactionOf(source, up.header),
    allow: [...up.allow, ...(down?.allow ?? [])],
    checksum: checksum(source.up.raw),
    ...(source.down === undefined ? {} : { downChecksum: checksum(source.down.raw) }),
    location: { file: source.up.file.path, line: source.up.line },
    ...(source.down === undefined ? {} : { downLocation: { file: source.down.file.path, line: source.down.line } }),
  }
}

/** A name may leave out what the tool's id leaves in: `1` or the file's stem. Others are left to whoever merges sources. */
function resolveName(name: string, sources: readonly Source[]): string {
  if (sources.some((source) => source.id === name)) return name
  const matching = sources.filter(
    (source) => source.version?.text === name || source.up.file.name === name || source.up.file.name === `${name}.sql`,
  )
  return matching.length === 1 ? (matching[0]?.id ?? name) : name
}

function transactionOf(source: Source, header: Header): Migration['transaction'] {
  const stated = header.transaction
  if (stated === undefined) return source.transaction ?? 'auto'
  if (source.transaction !== undefined && stated.mode !== source.transaction) {
    throw new SlipwayError(
      'SW-SYNTAX',
      `${stated.at.file}:${stated.at.line}: the header says transaction ${stated.mode}, the file's own style says ${source.transaction}. Nothing was changed.`,
      { hint: 'keep one of the two', details: { file: stated.at.file, line: stated.at.line } },
    )
  }
  return stated.mode
}
