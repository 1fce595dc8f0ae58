import { readdirSync, realpathSync, statSync } from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'
import { matchesAny, SlipwayError } from '@slipway/core'
import type { ResolvedOptions } from '../options.ts'
import { sourceFile, type SourceFile } from './source-file.ts'

/** Lists the files of every location, sorted by path. Throws `SW-CONFIG` for a location that is not there. */
export function findFiles(cwd: string, options: ResolvedOptions): readonly SourceFile[] {
  const paths = new Set<string>()
  for (const location of options.locations) {
    const root = isAbsolute(location) ? location : join(cwd, location)
    if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new SlipwayError(
        'SW-CONFIG',
        `There is no folder ${location} to read migrations from. Nothing was changed.`,
        {
          hint: `slipway new "create collection …"   makes it, with a first migration\nmongodbFiles({ locations: '…' })   names another folder`,
          details: { location },
        },
      )
    }
    for (const absolute of walk(root, options.subfolders)) paths.add(relative(cwd, absolute).split(sep).join('/'))
  }
  return [...paths]
    .toSorted()
    .map((path) => sourceFile(cwd, path))
    .filter((file) => !matchesAny(options.ignore, file.name) && !matchesAny(options.ignore, file.path))
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
