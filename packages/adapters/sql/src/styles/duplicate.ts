import { SlipwayError } from '@slipway/core'
import { nextFree, type Version, versionKey } from '@slipway/core/adapter'
import type { SourceFile } from '../files/source-file.ts'
import { dialectTokens } from './dialect-suffix.ts'
import { moveCommand } from './refuse.ts'
import type { Source } from './style.ts'

/** `SW-DUPLICATE` for two files, with the commands that rename one. Moves are `[from, to]`. */
export function duplicate(
  first: SourceFile,
  second: SourceFile,
  moves: readonly (readonly [string, string])[],
  what = 'one version',
): SlipwayError {
  return new SlipwayError(
    'SW-DUPLICATE',
    `Two files have ${what}: ${first.path} and ${second.path}. Nothing was changed.`,
    {
      hint: [...oneFolder(first, second), ...moves.map(([from, to]) => moveCommand(from, to))].join('\n'),
      details: { files: [first.path, second.path] },
    },
  )
}

/** Folders named after databases hold one chain each. */
function oneFolder(...files: readonly SourceFile[]): readonly string[] {
  const isPerDatabase = files.every((file) => file.folder.split('/').some((part) => dialectTokens.has(part)))
  return isPerDatabase ? [`sql({ locations: '${files[0]?.folder}' })   reads the files of one database only`] : []
}

/** Throws for the first two migrations that are one to their tool. The later in path order is the one to be renamed. */
export function refuseDuplicates(sources: readonly Source[]): void {
  const seen = new Map<string, Source>()
  const versions = sources.map((source) => source.version).filter((version) => version !== undefined)
  for (const source of sources) {
    const key = source.version === undefined ? `id ${source.id}` : versionKey(source.version)
    const other = seen.get(key)
    if (other === undefined) {
      seen.set(key, source)
      continue
    }
    const [kept, renamed] = other.up.file.path <= source.up.file.path ? [other, source] : [source, other]
    throw duplicate(
      kept.up.file,
      renamed.up.file,
      renamed.files.map((file) => [file.path, renamedPath(file, renamed, versions)] as const),
      source.version === undefined ? 'one name' : `one version, ${source.version.text}`,
    )
  }
}

function renamedPath(file: SourceFile, source: Source, taken: readonly Version[]): string {
  const folder = file.folder === '' ? '' : `${file.folder}/`
  if (source.version === undefined) return `${folder}${file.name.replace(/(\.sql(\.conf)?)$/, '_2$1')}`
  const free = nextFree(source.version, taken)
  return (
    folder +
    file.name.replace(/\d+(?:[._]\d+)*/, (written) => written.replace(source.version?.text ?? written, free.text))
  )
}
