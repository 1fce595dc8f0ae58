import { SlipwayError, textChecksum } from '@slipway/core'
import type { LoadContext, Migration, Step, TransactionMode } from '@slipway/core/plugin'
import { commentError, type Header } from '@slipway/core/adapter'
import { findFiles } from './files/find-files.ts'
import { readModule } from './modules/read-module.ts'
import type { ResolvedOptions } from './options.ts'
import { readCommands, type ReadScript } from './script/read-commands.ts'
import { detectStyle } from './styles/detect-style.ts'
import { migrateMongo } from './styles/migrate-mongo.ts'
import type { Named, Style } from './styles/named.ts'
import { readSources, type Source } from './styles/read-sources.ts'

/** The files of a project, as one style sees them. */
export interface Project {
  readonly style: Style
  /** In version order, repeatables last. */
  readonly sources: readonly Source[]
}

/** Finds the files and what they are, without reading them. */
export function readProject(cwd: string, options: ResolvedOptions): Project {
  const files = findFiles(cwd, options)
  const style = detectStyle(files, options)
  return { style, sources: readSources(files, style) }
}

/** Reads every migration of a project. Modules are read as text; none is loaded. */
export function load(context: LoadContext, options: ResolvedOptions): readonly Migration[] {
  const { sources } = readProject(context.cwd, options)
  return migrationsOf(sources, { ...context, adapter: options.name })
}

/** How files are read. */
export interface Reading {
  /** Name of the adapter that loads what code steps name. */
  readonly adapter: string
  /** The files are another tool's, which runs them too: what their text does not show is taken for granted. */
  readonly inPlace?: boolean
}

type ReadContext = LoadContext & Reading

/** Reads the files of some sources, in their order. */
export function migrationsOf(sources: readonly Source[], context: ReadContext): readonly Migration[] {
  return sources.map((source) => migrationOf(source, sources, context))
}

function migrationOf(source: Source, sources: readonly Source[], context: ReadContext): Migration {
  const { file, id, title, kind } = source.up
  const own = source.up.form === 'module' ? readModule(file, context) : undefined
  const up = own ?? readCommands(file, 'up', context.dialect)
  const other = source.down === undefined ? undefined : readDown(source.down, context)
  const down = other?.steps ?? own?.down
  if (other !== undefined && own?.down !== undefined) throw twoDowns(source)
  if (up.irreversible !== undefined && down !== undefined && down.length > 0) {
    throw commentError(
      up.irreversible,
      `${id} is stated to be irreversible, and ${source.down?.file.path ?? 'its down'} undoes it`,
      'remove the directive, or what undoes it',
    )
  }
  const { reason, tags, requires, after, phase } = up.header
  return {
    id,
    title,
    ...(reason === undefined ? {} : { reason }),
    after: after.map((name) => resolveName(name, sources)),
    up: up.steps,
    down: up.irreversible !== undefined || other?.irreversible !== undefined ? null : down,
    repeatable: kind === 'repeatable',
    ...(phase === undefined ? {} : { phase }),
    tags,
    requires,
    transaction: transactionOf(source.up, up.header, down, context),
    allow: [...up.allow, ...(other?.allow ?? [])],
    checksum: textChecksum(file.text()),
    ...(source.down === undefined ? {} : { downChecksum: textChecksum(source.down.file.text()) }),
    location: { file: file.path, line: 1 },
    ...(source.down === undefined ? {} : { downLocation: { file: source.down.file.path, line: 1 } }),
  }
}

/** An undo in a file of its own. A module's is what it exports as `up`: undoing is what the file is for. */
function readDown({ form, file }: Named, context: ReadContext): ReadScript {
  return form === 'module' ? readModule(file, context) : readCommands(file, 'down', context.dialect)
}

/** A name may leave out what the id leaves in: `20260115_001` or the file's name. */
function resolveName(name: string, sources: readonly Source[]): string {
  if (sources.some(({ up }) => up.id === name)) return name
  const matching = sources.filter(({ up }) => up.version?.text === name || up.file.name === name)
  return matching.length === 1 ? (matching[0]?.up.id ?? name) : name
}

/** Code may do what no transaction takes, so it runs outside of one unless its author says otherwise. */
function transactionOf(
  up: Named,
  { transaction }: Header,
  down: readonly Step[] | undefined,
  { inPlace }: Reading,
): TransactionMode {
  const mode = transaction?.mode
  const isCode = up.form === 'module' || down?.some((step) => step.kind === 'code') === true
  if (!isCode) return mode ?? 'auto'
  if (mode === 'always' && transaction !== undefined && (inPlace || migrateMongo.read(up.file) !== undefined)) {
    throw commentError(
      transaction.at,
      'functions that get a database and a client take no part in a transaction of Slipway',
      'open one in the function itself with client.startSession(), or write up(session) in a file V…__title.js',
    )
  }
  return mode === 'always' ? 'always' : 'never'
}

function twoDowns({ up, down }: Source): SlipwayError {
  const paths = [up.file.path, down?.file.path ?? '']
  return new SlipwayError(
    'SW-DUPLICATE',
    `${up.id} has two ways back: the function down of ${paths[0]}, and ${paths[1]}. Nothing was changed.`,
    { hint: 'keep one of the two', details: { files: paths } },
  )
}
