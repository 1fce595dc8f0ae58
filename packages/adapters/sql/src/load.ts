import type { LoadContext, Migration } from '@slipway/core/plugin'
import { SlipwayError } from '@slipway/core'
import { compareVersions, type Header } from '@slipway/core/adapter'
import { checksum } from './files/checksum.ts'
import { findFiles } from './files/find-files.ts'
import type { ResolvedOptions } from './options.ts'
import { readHead, readScript, type ScriptContext } from './script/read-script.ts'
import { detectStyle } from './styles/detect-style.ts'
import { refuseDuplicates } from './styles/duplicate.ts'
import { rawOf, type Source, type Style } from './styles/style.ts'

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

/** Says in a tool's own words what is thrown. */
type InWords = <T>(work: () => T) => T

/** The migrations of a project's files. */
export function migrationsOf(
  { style, sources }: Project,
  context: LoadContext,
  options: ResolvedOptions,
  inWords: InWords = (work) => work(),
): readonly Migration[] {
  const replace =
    options.placeholderReplacement ?? (style.name === 'flyway' || Object.keys(options.placeholders).length > 0)
  const script: ScriptContext = { dialect: context.dialect, options, replace }
  const named = namesOf(sources)
  const read = (source: Source): Steps => inWords(() => stepsOf(source, script))
  return sources.map((source) => migrationOf(source, named, script, read))
}

function order(a: Source, b: Source): number {
  if (a.version === undefined || b.version === undefined) {
    if (a.version !== b.version) return a.version === undefined ? 1 : -1
    return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
  }
  return compareVersions(a.version, b.version)
}

/** What cutting its scripts tells of a migration. */
type Steps = Pick<Migration, 'up' | 'down' | 'allow'>

/** What is known of a migration before its statements are read. */
type Head = Omit<Migration, keyof Steps | 'downChecksum'>

/** Where a migration came from, and what it says, once that was read. */
interface Origin {
  readonly source: Source
  readonly read: (source: Source) => Steps
  steps?: Steps
}

const origins = new WeakMap<object, Origin>()

function originOf(migration: object): Origin {
  const origin = origins.get(migration)
  if (origin === undefined) throw new SlipwayError('SW-INTERNAL', 'A migration was asked that was never read.')
  return origin
}

/** Reads the scripts of a migration when it is first asked for what they say: who tells states alone never cuts one. */
function laterSteps(migration: object): Steps {
  const origin = originOf(migration)
  return (origin.steps ??= origin.read(origin.source))
}

function accessor<T>(read: (migration: object) => T): PropertyDescriptor {
  return {
    enumerable: true,
    get() {
      return read(this)
    },
  }
}

// Ten thousand migrations share these: accessors of its own make each of them a large and slow object.
const later = {
  up: accessor((migration) => laterSteps(migration).up),
  down: accessor((migration) => laterSteps(migration).down),
  allow: accessor((migration) => laterSteps(migration).allow),
  downChecksum: accessor((migration) => {
    const { down } = originOf(migration).source
    return down && checksum(rawOf(down))
  }),
}

/** Identity and header are read at once. */
function migrationOf(source: Source, named: Names, script: ScriptContext, read: Origin['read']): Migration {
  const migration = headOf(source, named, script)
  origins.set(migration, { source, read })
  Object.defineProperty(migration, 'up', later.up)
  Object.defineProperty(migration, 'down', later.down)
  Object.defineProperty(migration, 'allow', later.allow)
  if (source.down !== undefined) Object.defineProperty(migration, 'downChecksum', later.downChecksum)
  return migration as Migration
}

function headOf(source: Source, named: Names, context: ScriptContext): Head {
  const { id, title, repeatable, up, down } = source
  const header = readHead(up, context)
  const { reason, tags, requires, phase } = header
  const head: { -readonly [Key in keyof Head]: Head[Key] } = {
    id,
    title,
    after: header.after.map((name) => named(name)),
    repeatable,
    tags,
    requires,
    transaction: transactionOf(source, header),
    checksum: checksum(rawOf(up)),
    location: { file: up.file.path, line: up.line },
  }
  if (reason !== undefined) head.reason = reason
  if (phase !== undefined) head.phase = phase
  if (down !== undefined) head.downLocation = { file: down.file.path, line: down.line }
  return head
}

function stepsOf(source: Source, context: ScriptContext): Steps {
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
  return {
    up: up.steps,
    down: isIrreversible ? null : down?.steps,
    allow: [...up.allow, ...(down?.allow ?? [])],
  }
}

type Names = (name: string) => string

/** A name may leave out what the tool's id leaves in: `1` or the file's stem. Others are left to whoever merges sources. */
function namesOf(sources: readonly Source[]): Names {
  let known: ReadonlyMap<string, ReadonlySet<string>> | undefined
  return (name) => {
    known ??= idsByName(sources)
    const ids = known.get(name)
    if (ids === undefined || ids.has(name)) return name
    const [id = name, second] = ids
    return second === undefined ? id : name
  }
}

function idsByName(sources: readonly Source[]): ReadonlyMap<string, ReadonlySet<string>> {
  const known = new Map<string, Set<string>>()
  for (const { id, version, up } of sources) {
    const file = up.file.name
    for (const name of [id, version?.text, file, file.endsWith('.sql') ? file.slice(0, -4) : undefined]) {
      if (name === undefined) continue
      const ids = known.get(name)
      if (ids === undefined) known.set(name, new Set([id]))
      else ids.add(id)
    }
  }
  return known
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
