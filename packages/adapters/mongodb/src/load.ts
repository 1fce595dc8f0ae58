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
  return sources.map((source) => migrationOf(source, sources, { ...context, adapter: options.name }))
}

/** What reading a file takes: code steps name the adapter that loads them. */
interface ReadContext extends LoadContext {
  readonly adapter: string
}

function migrationOf(source: Source, sources: readonly Source[], context: ReadContext): Migration {
  const { file, id, title, kind } = source.up
  const own = source.up.form === 'module' ? readModule(file, context.adapter) : undefined
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
    transaction: transactionOf(source.up, up.header, down),
    allow: [...up.allow, ...(other?.allow ?? [])],
    checksum: textChecksum(file.text()),
    ...(source.down === undefined ? {} : { downChecksum: textChecksum(source.down.file.text()) }),
    location: { file: file.path, line: 1 },
    ...(source.down === undefined ? {} : { downLocation: { file: source.down.file.path, line: 1 } }),
  }
}

/** An undo in a file of its own. A module's is what it exports as `up`: undoing is what the file is for. */
function readDown({ form, file }: Named, { dialect, adapter }: ReadContext): ReadScript {
  return form === 'module' ? readModule(file, adapter) : readCommands(file, 'down', dialect)
}

/** A name may leave out what the id leaves in: `20260115_001` or the file's name. */
function resolveName(name: string, sources: readonly Source[]): string {
  if (sources.some(({ up }) => up.id === name)) return name
  const matching = sources.filter(({ up }) => up.version?.text === name || up.file.name === name)
  return matching.length === 1 ? (matching[0]?.up.id ?? name) : name
}

/** Code may do what no transaction takes, so it runs outside of one unless its author says otherwise. */
function transactionOf(up: Named, { transaction }: Header, down: readonly Step[] | undefined): TransactionMode {
  const mode = transaction?.mode
  const isCode = up.form === 'module' || down?.some((step) => step.kind === 'code') === true
  if (!isCode) return mode ?? 'auto'
  if (mode === 'always' && transaction !== undefined && migrateMongo.read(up.file) !== undefined) {
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
