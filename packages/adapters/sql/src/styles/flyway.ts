import { nextVersion, versionKey } from '@slipway/core/adapter'
import type { SourceFile } from '../files/source-file.ts'
import type { ResolvedOptions } from '../options.ts'
import { draftLines } from './draft-lines.ts'
import { duplicate } from './duplicate.ts'
import { readFlywayConf } from './flyway-conf.ts'
import { isFlywayCallback, wellNamed } from './flyway-names.ts'
import type { Named } from './flyway-names.ts'
import { titleOf } from './mask.ts'
import { codeStep, isCodeStep, misnamed, unsupported } from './refuse.ts'
import type { DraftFile, Source, Style } from './style.ts'
import { wholeFile } from './whole-file.ts'

/**
 * `V1__title.sql`, `U1__title.sql` as its undo, `R__title.sql` run again whenever it changes, `V1__title.sql.conf` beside.
 * Naming rules: Flyway's documentation, "Versioned, Undo, Repeatable migrations", and what Flyway 11.20 was seen to do.
 */
export const flyway: Style = {
  name: 'flyway',

  detect: (files, options) => namesOf(files, options).named.length,

  read(files, { options }) {
    const { version, named } = namesOf(files, options)
    const confs = confsOf(files)
    if (named.length < files.length) {
      const well = new Set(named.map(({ file }) => file))
      const own = new Set(confs.values())
      for (const file of files) if (!well.has(file) && !own.has(file)) refuseMeant(file, version, options)
    }
    const { versioned = [], repeatable = [], undo = [] } = Object.groupBy(named, ({ kind }) => kind)
    const undoOf = Map.groupBy(undo, versionOf)
    const sources = [...versioned, ...repeatable].map((name) => source(name, undoOf, confs))
    refuseOrphans(undo, versioned, version, options)
    return sources
  },

  create(draft, existing, { options }) {
    const prefix = prefixInUse(existing, options)
    const { undo, repeatable } = options.prefix
    if (draft.repeatable)
      return [{ name: `${repeatable}${options.separator}${draft.slug}.sql`, lines: draftLines(draft, draft.up) }]
    const versions = existing.map((source) => source.version).filter((version) => version !== undefined)
    const version = nextVersion(versions, draft.now, 'date-counter').text
    const name = `${version}${options.separator}${draft.slug}.sql`
    const files: DraftFile[] = [{ name: prefix + name, lines: draftLines(draft, draft.up) }]
    if (draft.down !== undefined)
      files.push({ name: undo + name, lines: draftLines({ ...draft, header: draft.downHeader }, draft.down) })
    return files
  },
}

interface Names {
  /** What names of versioned migrations begin with. */
  readonly version: string
  readonly named: readonly Named[]
}

// Whoever finds out the style asks first, and whoever reads asks again.
const known = new WeakMap<readonly SourceFile[], Names>()

function namesOf(files: readonly SourceFile[], options: ResolvedOptions): Names {
  const found = known.get(files) ?? takeApart(files, options)
  known.set(files, found)
  return found
}

function takeApart(files: readonly SourceFile[], options: ResolvedOptions): Names {
  const { version } = options.prefix
  const among = (prefix: string): Names => ({
    version: prefix,
    named: files.flatMap((file) => wellNamed(file, prefix, options) ?? []),
  })
  if (version !== undefined) return among(version)
  if (!files.some(({ name }) => /^\d/.test(name))) return among('V')
  const count = ({ named }: Names): number => named.filter(({ kind }) => kind === 'versioned').length
  const [bare, letter] = [among(''), among('V')]
  return count(bare) > count(letter) ? bare : letter
}

function prefixInUse(existing: readonly Source[], options: ResolvedOptions): string {
  if (options.prefix.version !== undefined) return options.prefix.version
  const last = existing.findLast((source) => source.version !== undefined)
  return last === undefined ? 'V' : last.id.slice(0, last.id.length - (last.version?.text.length ?? 0))
}

function source(
  name: Named,
  undoOf: ReadonlyMap<string, readonly Named[]>,
  confs: ReadonlyMap<string, SourceFile>,
): Source {
  const [down, second] = name.kind === 'repeatable' ? [] : (undoOf.get(versionOf(name)) ?? [])
  if (down !== undefined && second !== undefined)
    throw duplicate(down.file, second.file, [[second.file.path, `${second.file.path}.old`]])
  const conf = confs.get(name.file.path)
  const files = [name.file]
  if (conf !== undefined) files.push(conf)
  if (down?.description === name.description) files.push(down.file)
  return {
    id: name.id,
    title: name.description === '' ? name.id : titleOf(name.description),
    version: name.version,
    repeatable: name.kind === 'repeatable',
    up: wholeFile(name.file),
    down: down === undefined ? undefined : wholeFile(down.file),
    transaction: conf === undefined ? undefined : readFlywayConf(conf),
    files,
  }
}

/** Files that configure another one, by that one's path. */
function confsOf(files: readonly SourceFile[]): ReadonlyMap<string, SourceFile> {
  const confs = files.filter(({ name }) => name.endsWith('.conf'))
  if (confs.length === 0) return new Map()
  const paths = new Set(files.map(({ path }) => path))
  const owned = confs.map((file) => [file.path.slice(0, -'.conf'.length), file] as const)
  return new Map(owned.filter(([path]) => paths.has(path)))
}

function versionOf({ version }: Named): string {
  return version === undefined ? '' : versionKey(version)
}

function refuseOrphans(
  undo: readonly Named[],
  versioned: readonly Named[],
  prefix: string,
  options: ResolvedOptions,
): void {
  const versions = new Set(versioned.map(versionOf))
  const orphan = undo.find((name) => !versions.has(versionOf(name)))
  if (orphan === undefined) return
  const wanted = `${prefix}${orphan.version?.text}${options.separator}…`
  throw misnamed(
    orphan.file,
    `there is no ${wanted}.sql that it undoes`,
    `name it after the version it undoes, or bring back ${wanted}.sql`,
  )
}

function refuseMeant(file: SourceFile, prefix: string, options: ResolvedOptions): void {
  const { undo, repeatable } = options.prefix
  const { separator } = options
  if (isFlywayCallback(file.name)) throw unsupported(file, 'a callback of Flyway')
  if (isCodeStep(file)) throw codeStep(file)
  if (/^B\d[\d._]*__.*\.sql$/.test(file.name)) throw unsupported(file, 'a baseline migration of Flyway')
  if (file.name.endsWith('.sql.conf')) {
    throw misnamed(
      file,
      `there is no ${file.name.slice(0, -5)} that it configures`,
      'name it after the migration it is for',
    )
  }
  if (!/\.sql$/i.test(file.name)) return
  if (!file.name.endsWith('.sql')) throw misnamed(file, 'its name does not end in .sql in lower case', 'rename it')
  const stem = file.name.slice(0, -4)
  const letters = [prefix, undo, repeatable, ''].map((letter) => letter.toLowerCase())
  const [, letter = '', rest = ''] = /^(\D*?)[ _.-]?(\d.*)?$/s.exec(stem) ?? []
  const isNumbered = /^\d/.test(rest) && letters.includes(letter.toLowerCase())
  const isRepeatable = repeatable !== '' && stem.toLowerCase().startsWith(`${repeatable.toLowerCase()}_`)
  if (!isNumbered && !isRepeatable && !/^[VU]_/.test(stem)) return
  const shapes = [
    `${prefix}1${separator}title.sql`,
    `${undo}1${separator}title.sql`,
    `${repeatable}${separator}title.sql`,
  ]
  throw misnamed(
    file,
    stem.includes(separator) ? 'its name is not one' : `its name has no separator ${separator}`,
    `names are ${shapes.join(', ')}`,
  )
}
