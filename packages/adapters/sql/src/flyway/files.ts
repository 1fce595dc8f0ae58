import { posix } from 'node:path'
import { parseVersion, type Version } from '@slipway/core/adapter'
import { rawOf, type Source } from '../styles/style.ts'
import type { FlywayFile } from './bridge/flyway-file.ts'
import { flywayChecksum } from './checksum/flyway-checksum.ts'
import { replaceAll } from './checksum/replace-all.ts'
import type { FlywaySettings } from './configuration/settings.ts'

/**
 * What Flyway would keep of each script, by the id that it has here.
 *
 * @param now what the placeholder for the time stands for.
 */
export function flywayFiles(
  sources: readonly Source[],
  settings: FlywaySettings,
  now: Date,
): ReadonlyMap<string, FlywayFile> {
  const values = Object.entries(settings.placeholders).map(([name, { value }]) => [name.toLowerCase(), value] as const)
  const time = [settings.timePlaceholder, now.toISOString().slice(0, 19).replace('T', ' ')] as const
  return new Map(
    sources.map((source) => {
      const own = new Map([...values, [settings.fileNamePlaceholder, source.up.file.name]])
      const lasting = replaced(source, settings, own)
      const passing = lasting === undefined ? replaced(source, settings, new Map([...own, time])) : undefined
      return [source.id, flywayFile(source, settings, lasting ?? passing, passing !== undefined)] as const
    }),
  )
}

/** The text that the checksum is taken of; `undefined` where a placeholder has no value. */
function replaced(source: Source, settings: FlywaySettings, values: ReadonlyMap<string, string>): string | undefined {
  const { placeholderPrefix: prefix, placeholderSuffix: suffix, placeholderReplacement } = settings
  const raw = rawOf(source.up)
  if (!source.repeatable || !placeholderReplacement) return raw
  return replaceAll(raw, { prefix, suffix, values })
}

function flywayFile(source: Source, settings: FlywaySettings, text: string | undefined, restless: boolean): FlywayFile {
  const { file } = source.up
  const raw = rawOf(source.up)
  return {
    id: source.id,
    path: file.path,
    version: source.version,
    ...named(file.path, settings),
    checksum: flywayChecksum(text ?? raw),
    restless,
    equivalent: source.repeatable && !restless ? flywayChecksum(raw) : undefined,
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
