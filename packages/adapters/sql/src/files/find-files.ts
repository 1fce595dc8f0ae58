import { readdirSync, realpathSync, statSync } from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'
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
    for (const absolute of walk(root, options.subfolders)) {
      if (!paths.has(absolute)) paths.set(absolute, sourceFile(absolute, cwd, options.encoding))
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

/** Follows links, and enters no folder twice. */
function* walk(folder: string, subfolders: boolean, entered: Set<string> = new Set()): Generator<string> {
  const real = realpathSync(folder)
  if (entered.has(real)) return
  entered.add(real)
  for (const name of readdirSync(folder)) {
    if (name.startsWith('.') || name === 'node_modules') continue
    const path = join(folder, name)
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat?.isFile()) yield path
    else if (stat?.isDirectory() && subfolders) yield* walk(path, subfolders, entered)
  }
}

function sourceFile(absolute: string, cwd: string, encoding: string): SourceFile {
  const path = relative(cwd, absolute).split(sep).join('/')
  const slash = path.lastIndexOf('/')
  let text: string | undefined
  return {
    path,
    name: path.slice(slash + 1),
    folder: path.slice(0, Math.max(slash, 0)),
    text: () => (text ??= readText(absolute, path, encoding)),
  }
}

function pattern(glob: string): RegExp {
  return new RegExp(
    `^${glob
      .split('*')
      .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
      .join('.*')}$`,
  )
}
