import { SlipwayError } from '@slipway/core'
import { compareVersions, nextFree, versionKey, type Version } from '@slipway/core/adapter'
import type { SourceFile } from '../files/source-file.ts'
import { formOf, misnamed, type Named, type Style } from './named.ts'

/** One migration as its files' names say, before they are read. */
export interface Source {
  readonly up: Named
  readonly down: Named | undefined
}

/** The migrations of some files, in order. Throws `SW-SYNTAX` for a name that is nearly one, `SW-DUPLICATE` for two that are one. */
export function readSources(files: readonly SourceFile[], style: Style): readonly Source[] {
  const named: Named[] = []
  for (const file of files) {
    const name = style.read(file)
    if (name !== undefined) named.push(name)
    else refuseMeant(file, style)
  }
  const undo = named.filter(({ kind }) => kind === 'undo')
  const sources = named.filter(({ kind }) => kind !== 'undo').map((up) => ({ up, down: undoOf(up, undo) }))
  const orphan = undo.find((down) => !sources.some((source) => source.down === down))
  if (orphan !== undefined) {
    const hint = `name it after the version it undoes, or bring back ${orphan.id}__….ejson`
    throw misnamed(orphan.file, `there is no ${orphan.id}__… that it undoes`, hint)
  }
  refuseDuplicates(sources, style)
  return sources.toSorted((a, b) => order(a.up, b.up))
}

function undoOf(up: Named, undo: readonly Named[]): Named | undefined {
  const [down, second] = undo.filter((candidate) => isSameVersion(candidate.version, up.version))
  if (down !== undefined && second !== undefined)
    throw duplicate(down.file, second.file, 'one version', 'keep one of the two')
  return down
}

function isSameVersion(a: Version | undefined, b: Version | undefined): boolean {
  return a !== undefined && b !== undefined && compareVersions(a, b) === 0
}

function order(a: Named, b: Named): number {
  if (a.version === undefined || b.version === undefined) {
    if (a.version !== b.version) return a.version === undefined ? 1 : -1
    return a.id < b.id ? -1 : 1
  }
  return compareVersions(a.version, b.version) || (a.id < b.id ? -1 : 1)
}

/** migrate-mongo tells files by their whole names, Flyway by the version. */
function refuseDuplicates(sources: readonly Source[], style: Style): void {
  const seen = new Map<string, Named>()
  for (const { up } of sources) {
    const byVersion = style.name === 'flyway' && up.version !== undefined
    const key = byVersion && up.version !== undefined ? versionKey(up.version) : up.id
    const other = seen.get(key)
    if (other === undefined) {
      seen.set(key, up)
      continue
    }
    const taken = sources.flatMap((source) => source.up.version ?? [])
    const free = up.version === undefined ? undefined : nextFree(up.version, taken).text
    const moved = free === undefined ? `${up.file.name}.old` : up.file.name.replace(up.version?.text ?? '', free)
    const hint = `mv ${up.file.path} ${up.file.folder === '' ? '' : `${up.file.folder}/`}${moved}`
    throw duplicate(other.file, up.file, byVersion ? `one version, ${up.version?.text ?? ''}` : 'one name', hint)
  }
}

function duplicate(first: SourceFile, second: SourceFile, what: string, hint: string): SlipwayError {
  return new SlipwayError(
    'SW-DUPLICATE',
    `Two files have ${what}: ${first.path} and ${second.path}. Nothing was changed.`,
    { hint, details: { files: [first.path, second.path] } },
  )
}

/** What begins like a migration is not left out unseen. */
function refuseMeant(file: SourceFile, style: Style): void {
  if (formOf(file.name) === undefined && !/\.(?:sql|bson|js?on5?|ya?ml)$/i.test(file.name)) return
  const isNumbered = style.name === 'flyway' ? /^[VU][ _.-]?\d|^R_/i.test(file.name) : /^\d{3,}/.test(file.name)
  if (isNumbered) throw misnamed(file, 'its name is not one', `names are ${style.shapes}`)
}
