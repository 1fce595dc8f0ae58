import { posix } from 'node:path'
import { parseVersion, type Version } from '@slipway/core/adapter'
import type { Source } from '../styles/style.ts'
import type { FlywayFile } from './bridge/flyway-file.ts'
import { flywayChecksum } from './checksum/flyway-checksum.ts'
import { replaceAll } from './checksum/replace-all.ts'
import type { FlywaySettings } from './configuration/settings.ts'

/** What Flyway would keep of each script, by the id that it has here. */
export function flywayFiles(sources: readonly Source[], settings: FlywaySettings): ReadonlyMap<string, FlywayFile> {
  const values = new Map(
    Object.entries(settings.placeholders).map(([name, { value }]) => [name.toLowerCase(), value] as const),
  )
  return new Map(sources.map((source) => [source.id, flywayFile(source, settings, values)]))
}

function flywayFile(source: Source, settings: FlywaySettings, values: ReadonlyMap<string, string>): FlywayFile {
  const raw = source.up.raw
  const replaced =
    source.repeatable && settings.placeholderReplacement
      ? replaceAll(raw, {
          prefix: settings.placeholderPrefix,
          suffix: settings.placeholderSuffix,
          values: new Map([...values, [settings.fileNamePlaceholder, source.up.file.name]]),
        })
      : undefined
  return {
    id: source.id,
    path: source.up.file.path,
    version: source.version,
    ...named(source.up.file.path, settings),
    checksum: flywayChecksum(replaced ?? raw),
    equivalent: source.repeatable ? flywayChecksum(raw) : undefined,
  }
}

/** Description and script of a path alone, which is all that is left of a file that is gone. */
export function named(path: string, settings: FlywaySettings): Pick<FlywayFile, 'description' | 'script'> {
  const name = posix.basename(path)
  const suffix = settings.suffixes.find((each) => name.endsWith(each)) ?? ''
  const stem = name.slice(0, name.length - suffix.length)
  const at = stem.indexOf(settings.separator)
  return {
    description: at < 0 ? '' : stem.slice(at + settings.separator.length).replaceAll('_', ' '),
    script: relativeTo(path, settings),
  }
}

/** A location within another one is none to Flyway: the outermost counts. */
function relativeTo(path: string, settings: FlywaySettings): string {
  const roots = settings.locations
    .map(({ root }) => posix.normalize(`${root}/`))
    .toSorted((a, b) => a.length - b.length)
  const root = roots.find((each) => each === './' || path.startsWith(each)) ?? ''
  return root === './' ? path : path.slice(root.length)
}

/** The version that a path states; `undefined` where its name has none. */
export function flywayVersion(path: string, settings: FlywaySettings): Version | undefined {
  const name = posix.basename(path)
  const head = name.slice(0, Math.max(name.indexOf(settings.separator), 0))
  const prefix = settings.versionPrefix ?? (head.startsWith('V') ? 'V' : '')
  return head.startsWith(prefix) ? parseVersion(head.slice(prefix.length)) : undefined
}
