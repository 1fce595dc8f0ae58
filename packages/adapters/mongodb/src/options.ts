import { SlipwayError } from '@slipway/core'

/** The ways to name files that are known. */
export type StyleName = 'flyway' | 'migrate-mongo'

/** Options of `mongodbFiles()`. */
export interface MongodbFilesOptions {
  /** Folders of migration files, relative to the project; merged in version order. Default: `migrations`. */
  readonly locations?: string | readonly string[]
  /** How files are named. Default: detected from the files, `flyway` where there are none. */
  readonly style?: StyleName
  /** Look into subfolders. Default: true. */
  readonly subfolders?: boolean
  /** Files to leave alone, by name or path, `*` for anything. */
  readonly ignore?: readonly string[]
  /** Name of the plugin within a config. Default: `mongodb-files`. */
  readonly name?: string
}

/** Options with their defaults filled in. */
export interface ResolvedOptions {
  readonly name: string
  readonly locations: readonly string[]
  readonly style: StyleName | undefined
  readonly subfolders: boolean
  readonly ignore: readonly string[]
}

/** Fills in the defaults. Throws `SW-CONFIG` where a value cannot be used. */
export function resolveOptions(options: MongodbFilesOptions): ResolvedOptions {
  const locations = typeof options.locations === 'string' ? [options.locations] : (options.locations ?? ['migrations'])
  if (locations.length === 0) throw new SlipwayError('SW-CONFIG', 'mongodbFiles(): locations is an empty list')
  if (options.style !== undefined && options.style !== 'flyway' && options.style !== 'migrate-mongo') {
    throw new SlipwayError('SW-CONFIG', `mongodbFiles(): there is no style '${String(options.style)}'`, {
      hint: "style: 'flyway', 'migrate-mongo'",
    })
  }
  return {
    name: options.name ?? 'mongodb-files',
    locations,
    style: options.style,
    subfolders: options.subfolders ?? true,
    ignore: options.ignore ?? [],
  }
}
