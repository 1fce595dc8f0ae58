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
  const paths = new Map<string, SourceFile>()
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
      const path = pathOf(cwd, folder)
      for (const name of names) {
        const absolute = folder + sep + name
        if (!paths.has(absolute)) paths.set(absolute, sourceFile(absolute, name, path, options.encoding))
      }
    }
  }
  const all = [...paths.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
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

function sourceFile(absolute: string, name: string, folder: string, encoding: string): SourceFile {
  const path = folder === '' ? name : `${folder}/${name}`
  let text: string | undefined
  return { path, name, folder, text: () => (text ??= readText(absolute, path, encoding)) }
}

function pattern(glob: string): RegExp {
  return new RegExp(
    `^${glob
      .split('*')
      .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
      .join('.*')}$`,
  )
}
