import { nextVersion, parseVersion, type Version, versionKey } from '@slipway/core/adapter'
import type { SourceFile } from '../files/source-file.ts'
import { dialectTokens, isForDialect } from './dialect-suffix.ts'
import { draftLines } from './draft-lines.ts'
import { duplicate, refuseDuplicates } from './duplicate.ts'
import { titleOf } from './mask.ts'
import { codeStep, isCodeStep, misnamed } from './refuse.ts'
import type { Source, Style } from './style.ts'
import { wholeFile } from './whole-file.ts'

interface Named {
  readonly file: SourceFile
  readonly direction: 'up' | 'down'
  readonly letter: string
  readonly version: Version
  readonly title: string
  /** Names of dialects in the file's name; empty: for all. */
  readonly dialects: readonly string[]
  readonly autocommit: boolean
}

/**
 * `0001_title.up.sql` beside `0001_title.down.sql`, also `0001_title_up.sql`, `V0001.Title.up.sql`, a bare `0160.up.sql`,
 * and names with a dialect: `0160_title.postgres.autocommit.up.sql`. The version pairs them, as in golang-migrate.
 */
export const golangMigrate: Style = {
  name: 'golang-migrate',

  detect: (files) => files.filter((file) => parseName(file) !== undefined).length,

  read(files, { dialect, ignored }) {
    const named: Named[] = []
    for (const file of files) {
      const name = parseName(file)
      if (name !== undefined) named.push(name)
      else refuseMeant(file)
    }
    const mine = preferred(named, dialect.name)
    const ups = mine.filter((name) => name.direction === 'up')
    const downs = mine.filter((name) => name.direction === 'down')
    const upsOf = byVersion(ups)
    const downsOf = byVersion(downs)
    const pairs = ups.map((up) => ({ up, down: partner(up, upsOf, downsOf) }))
    const sources = pairs.map(({ up, down }) => source(up, down))
    refuseDuplicates(sources)
    const paired = new Set(pairs.map(({ down }) => down))
    for (const down of downs) if (!paired.has(down)) refuseUnpaired(down, pairs, ignored)
    return sources
  },

  create(draft, existing) {
    const versions = existing.map((source) => source.version).filter((version) => version !== undefined)
    const last = existing.at(-1)?.up.file.name ?? '1_x.up.sql'
    const letter = /^V/i.exec(last)?.[0] ?? ''
    const [, join = '_'] = /^V?[\d_]*\d([._-])(?!up\.sql)/i.exec(last) ?? []
    const dot = last.endsWith('_up.sql') ? '_' : '.'
    const stem = `${letter}${nextVersion(versions, draft.now, 'timestamp').text}${join}${draft.slug}`
    return [
      { name: `${stem}${dot}up.sql`, lines: draftLines(draft, draft.up) },
      ...(draft.down === undefined
        ? []
        : [{ name: `${stem}${dot}down.sql`, lines: draftLines({ ...draft, header: draft.downHeader }, draft.down) }]),
    ]
  },
}

function parseName(file: SourceFile): Named | undefined {
  // A name of another tool is known at once by its end.
  if (!file.name.endsWith('up.sql') && !file.name.endsWith('down.sql')) return undefined
  const [, stem = '', direction = ''] = /^(.*)[._](up|down)\.sql$/.exec(file.name) ?? []
  const [, letter = '', digits = '', rest = ''] = /^(V?)(\d+)(.*)$/s.exec(stem) ?? []
  const version = parseVersion(digits)
  if (version === undefined || !/^([._-]|$)/.test(rest)) return undefined
  const words = rest.split('.')
  const suffixes: string[] = []
  while (words.length > 1 && (dialectTokens.has(words.at(-1) ?? '') || words.at(-1) === 'autocommit'))
    suffixes.push(words.pop() ?? '')
  return {
    file,
    direction: direction === 'up' ? 'up' : 'down',
    letter,
    version,
    title: words.join('.').replace(/^[._-]+/, ''),
    dialects: suffixes.filter((word) => word !== 'autocommit'),
    autocommit: suffixes.includes('autocommit'),
  }
}

/** Of each version and direction, the files for this dialect; those for all where there is none. */
function preferred(named: readonly Named[], dialect: string): readonly Named[] {
  const groups = Map.groupBy(named, (name) => `${name.direction} ${versionKey(name.version)}`)
  return [...groups.values()].flatMap((group) => {
    const special = group.filter((name) => name.dialects.some((word) => isForDialect(word, dialect)))
    return special.length > 0 ? special : group.filter((name) => name.dialects.length === 0)
  })
}

type ByVersion = ReadonlyMap<string, readonly Named[]>

function byVersion(named: readonly Named[]): ByVersion {
  return Map.groupBy(named, ({ version }) => versionKey(version))
}

function sameVersion(a: Named, b: Named): boolean {
  return versionKey(a.version) === versionKey(b.version)
}

function source(up: Named, down: Named | undefined): Source {
  const id = up.letter + up.version.text
  return {
    id,
    title: up.title === '' ? id : titleOf(up.title),
    version: up.version,
    repeatable: false,
    up: wholeFile(up.file),
    down: down === undefined ? undefined : wholeFile(down.file),
    transaction: up.autocommit ? 'never' : undefined,
    files: down === undefined ? [up.file] : [up.file, down.file],
  }
}

/** By version, as in golang-migrate; where a version is there twice, by title and folder, to name the right files. */
function partner(up: Named, ups: ByVersion, downs: ByVersion): Named | undefined {
  const key = versionKey(up.version)
  const candidates = downs.get(key) ?? []
  if (ups.get(key)?.length === 1 && candidates.length === 1) return candidates[0]
  const titled = candidates.filter((down) => down.title === up.title)
  return titled.find((down) => down.file.folder === up.file.folder) ?? titled[0]
}

type Pair = { readonly up: Named; readonly down: Named | undefined }

/** The down file of an up file that `ignore` names is left out with it. */
function refuseUnpaired(down: Named, pairs: readonly Pair[], ignored: readonly SourceFile[]): void {
  const owner = pairs.find(({ up }) => sameVersion(up, down))
  if (owner?.down !== undefined)
    throw duplicate(owner.down.file, down.file, [[down.file.path, `${down.file.path}.old`]])
  const isLeftOut = ignored.some((file) => /^V?(\d+)(?!\d).*[._]up\.\w+$/.exec(file.name)?.[1] === down.version.text)
  if (isLeftOut && owner === undefined) return
  throw misnamed(down.file, 'there is no up file that it undoes', 'bring the up file back, or remove this one')
}

function refuseMeant(file: SourceFile): void {
  if (isCodeStep(file)) throw codeStep(file)
  if (/^V?\d/.test(file.name) && /\.sql$/i.test(file.name)) {
    throw misnamed(file, 'its name does not say up or down', 'names are 0001_title.up.sql and 0001_title.down.sql')
  }
  if (/[._](up|down)\.sql$/i.test(file.name)) {
    throw misnamed(
      file,
      'its name does not begin with a version',
      'names are 0001_title.up.sql and 0001_title.down.sql',
    )
  }
}
