import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { SlipwayError } from '@slipway/core'
import type { ResolvedOptions } from '../options.ts'
import { readText } from './read-text.ts'
import type { SourceFile } from './source-file.ts'

export interface Found {
  readonly files: readonly SourceFile[]
  /** Those that `ignore` names. */
  readonly ignored: readonly SourceFile[]
}

/** Lists the files of every location, sorted by path. Throws `SW-CONFIG` for a location that is not there. */
export function findFiles(cwd: string, options: ResolvedOptions): Found {
  const all: SourceFile[] = []
  const seen = new Set<string>()
  for (const location of options.locations) {
    const root = isAbsolute(location) ? location : join(cwd, location)
    if (!isFolder(root)) {
      throw new SlipwayError(
        'SW-CONFIG',
        `There is no folder ${location} to read migrations from. Nothing was changed.`,
        {
          hint: `slipway new "create table …"   makes it, with a first migration\nsql({ locations: '…' })   names another folder`,
          details: { location },
        },
      )
    }
    for (const { folder, names } of walk(resolve(root), options.subfolders)) {
      // A location within another one.
      if (seen.has(folder)) continue
      seen.add(folder)
      for (const file of filesOf(folder, names, pathOf(cwd, folder), options.encoding)) all.push(file)
    }
  }
  all.sort((a, b) => (a.path < b.path ? -1 : 1))
  if (options.ignore.length === 0) return { files: all, ignored: [] }
  const ignore = options.ignore.map(pattern)
  const isIgnored = (file: SourceFile): boolean => ignore.some((test) => test.test(file.name) || test.test(file.path))
  return { files: all.filter((file) => !isIgnored(file)), ignored: all.filter(isIgnored) }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

/** A folder and its files. */
interface Folder {
  readonly folder: string
  readonly names: readonly string[]
}

/** Follows links, and enters no folder twice. */
function* walk(folder: string, subfolders: boolean, entered: Set<string> = new Set()): Generator<Folder> {
  const real = realpathSync(folder)
  if (entered.has(real)) return
  entered.add(real)
  const names: string[] = []
  const within: string[] = []
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const { name } = entry
    if (name.startsWith('.') || name === 'node_modules') continue
    const kind = kindOf(folder, entry)
    if (kind === 'file') names.push(name)
    else if (kind === 'folder' && subfolders) within.push(name)
  }
  yield { folder, names }
  for (const name of within) yield* walk(join(folder, name), subfolders, entered)
}

/** Asks the disk only of what its folder does not tell: links, and all there is on file systems that tell nothing. */
function kindOf(folder: string, entry: Dirent): 'file' | 'folder' | undefined {
  if (entry.isFile()) return 'file'
  if (entry.isDirectory()) return 'folder'
  const stat = statSync(join(folder, entry.name), { throwIfNoEntry: false })
  return stat?.isFile() ? 'file' : stat?.isDirectory() ? 'folder' : undefined
}

/** Relative to the project, with forward slashes; empty for the project's own folder. */
function pathOf(cwd: string, absolute: string): string {
  return relative(cwd, absolute).split(sep).join('/')
}

/** A file, and its text once it was read. */
interface HeldFile extends SourceFile {
  held: string | undefined
}

/** Twenty thousand files in a folder share one function that reads them. */
function filesOf(absolute: string, names: readonly string[], folder: string, encoding: string): readonly SourceFile[] {
  function text(this: HeldFile): string {
    return (this.held ??= readText(absolute + sep + this.name, this.path, encoding))
  }
  return names.map((name): HeldFile => {
    const path = folder === '' ? name : `${folder}/${name}`
    return { path, name, folder, held: undefined, text }
  })
}

function pattern(glob: string): RegExp {
  return new RegExp(
    `^${glob
      .split('*')
      .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
      .join('.*')}$`,
  )
}
