import { SlipwayError } from '@slipway/core'
import type { StyleName } from './styles/style-name.ts'

/**
 * A value for `${name}` in a script. A replaced value becomes part of the statement, so it stands in plans, in the journal
 * and in the server's log: a secret one is therefore refused wherever a statement uses it.
 *
 * - a string: public, unless its name says otherwise (`password`, `secret`, `token`, `api_key`, `credential`)
 * - `{ value, secret }`: states it
 * - `{ env }`: read from the environment when files are loaded; secret unless `secret: false` states that it may be shown
 */
export type Placeholder =
  | string
  | { readonly value: string; readonly secret?: boolean }
  | { readonly env: string; readonly secret?: boolean }

/** Options of `sql()`. */
export interface SqlOptions {
  /** Folders of migration files, relative to the project; merged in version order. Default: `migrations`. */
  readonly locations?: string | readonly string[]
  /** How files are named and cut. Default: detected from the files, `flyway` where there are none. */
  readonly style?: StyleName
  /** Flyway: what names begin with. `version` may be empty. Default: `V`, `U`, `R`; an empty version prefix is detected. */
  readonly prefix?: { readonly version?: string; readonly undo?: string; readonly repeatable?: string }
  /** Flyway: between version and description. Default: `__`. */
  readonly separator?: string
  /** Flyway: what names end in. Default: `.sql`. */
  readonly suffixes?: readonly string[]
  /** Names are looked up as written; where there is none of that name, in whatever case, as Flyway does. */
  readonly placeholders?: Readonly<Record<string, Placeholder>>
  /** Default: `${`. */
  readonly placeholderPrefix?: string
  /** Default: `}`. */
  readonly placeholderSuffix?: string
  /** Default: true for Flyway's style and wherever `placeholders` are given. */
  readonly placeholderReplacement?: boolean
  /** `utf-8`, `latin1`, or a label of the Encoding Standard such as `utf-16le`. Default: `utf-8`. */
  readonly encoding?: string
  /** Look into subfolders. Default: true. */
  readonly subfolders?: boolean
  /** Files to leave alone, by name or path, `*` for anything: callbacks, code steps of another tool. */
  readonly ignore?: readonly string[]
  /**
   * Read the history table of the tool that `style` names, and keep it true, so that both can be used side by side. Default:
   * false. `table` and `schema` are those that the tool was given, where it was.
   */
  readonly history?: boolean | { readonly table?: string; readonly schema?: string }
  /** Name of the plugin within a config. Default: `sql`. */
  readonly name?: string
}

/** Options with their defaults filled in. */
export interface ResolvedOptions {
  readonly locations: readonly string[]
  readonly style: StyleName | undefined
  readonly prefix: { readonly version: string | undefined; readonly undo: string; readonly repeatable: string }
  readonly separator: string
  readonly suffixes: readonly string[]
  readonly placeholders: Readonly<Record<string, Placeholder>>
  readonly placeholderPrefix: string
  readonly placeholderSuffix: string
  readonly placeholderReplacement: boolean | undefined
  readonly encoding: string
  readonly subfolders: boolean
  readonly ignore: readonly string[]
}

/** Fills in the defaults. Throws `SW-CONFIG` where a value cannot be used. */
export function resolveOptions(options: SqlOptions): ResolvedOptions {
  const locations = typeof options.locations === 'string' ? [options.locations] : (options.locations ?? ['migrations'])
  if (locations.length === 0) throw new SlipwayError('SW-CONFIG', 'sql(): locations is an empty list')
  const separator = options.separator ?? '__'
  if (separator === '')
    throw new SlipwayError('SW-CONFIG', 'sql(): separator is empty; version and description could not be told apart')
  const undo = options.prefix?.undo ?? 'U'
  const repeatable = options.prefix?.repeatable ?? 'R'
  const taken = [options.prefix?.version, undo, repeatable].filter((prefix) => prefix !== undefined)
  if (new Set(taken).size !== taken.length) {
    throw new SlipwayError('SW-CONFIG', 'sql(): two of prefix.version, prefix.undo and prefix.repeatable are the same')
  }
  const placeholderPrefix = options.placeholderPrefix ?? '${'
  const placeholderSuffix = options.placeholderSuffix ?? '}'
  if (placeholderPrefix === '' || placeholderSuffix === '') {
    throw new SlipwayError('SW-CONFIG', 'sql(): placeholderPrefix and placeholderSuffix may not be empty', {
      hint: 'placeholderReplacement: false   leaves scripts as they are',
    })
  }
  return {
    locations,
    style: options.style,
    prefix: { version: options.prefix?.version, undo, repeatable },
    separator,
    suffixes: options.suffixes ?? ['.sql'],
    placeholders: options.placeholders ?? {},
    placeholderPrefix,
    placeholderSuffix,
    placeholderReplacement: options.placeholderReplacement,
    encoding: options.encoding ?? 'utf-8',
    subfolders: options.subfolders ?? true,
    ignore: options.ignore ?? [],
  }
}
