import { existsSync, readFileSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { SlipwayError } from '@slipway/core'
import { parse } from 'smol-toml'
import type { AlembicOptions } from '../options.ts'
import { iniValue, readIni, type Ini } from './ini.ts'

/** What is known of a project without running any of its Python. Paths are absolute. */
export interface Settings {
  /** Relative to the project, with forward slashes; `undefined` where options say it all. */
  readonly config: string | undefined
  readonly section: string
  /** The folder that Alembic is run in. */
  readonly root: string
  readonly scripts: string
  readonly versions: readonly string[]
  readonly isRecursive: boolean
  /** `sqlalchemy.url`, where it stands there whole. A secret. */
  readonly url: string | undefined
}

/** Where a value comes from: the `.ini` file first, then `[tool.alembic]`. */
type Look = (name: string) => string | readonly string[] | undefined

/**
 * Reads `alembic.ini` and `[tool.alembic]` of `pyproject.toml`, as Alembic does.
 *
 * @throws SlipwayError `SW-CONFIG` where there is neither, or no folder of revisions.
 */
export function readSettings(cwd: string, options: AlembicOptions): Settings {
  const section = options.section ?? 'alembic'
  const found = configFile(cwd, options.config)
  const here = dirname(found ?? join(cwd, 'alembic.ini'))
  const ini = found === undefined || isToml(found) ? new Map() : readIni(readFileSync(found, 'utf8'))
  const look = lookIn(ini, section, readToml(found, cwd), here)
  const location = options.scriptLocation ?? look('script_location')
  if (typeof location !== 'string' || location === '') throw noScripts(cwd, found, section)
  const roots = options.scriptLocation === undefined ? [here, cwd] : [cwd]
  const paths = list(look('prepend_sys_path'), separator(look))
  const { root, path: scripts } = place(location, roots, paths) ?? { root: here, path: resolve(here, location) }
  const given = options.versionLocations ?? list(look('version_locations'), separator(look))
  const versions = (given.length === 0 ? [join(scripts, 'versions')] : given).map(
    (each) => place(each, options.versionLocations ? [cwd] : [root, cwd], paths)?.path ?? resolve(root, each),
  )
  const missing = versions.find((folder) => !existsSync(folder))
  if (missing !== undefined) throw noFolder(relativeTo(cwd, missing), found && relativeTo(cwd, found))
  const recursive = look('recursive_version_locations')
  return {
    config: found && relativeTo(cwd, found),
    section,
    root,
    scripts,
    versions,
    isRecursive: typeof recursive === 'string' && /^(?:true|1|yes|on)$/i.test(recursive),
    url: literalUrl(ini, section, here),
  }
}

/** A path as the project shows it. */
export function relativeTo(cwd: string, path: string): string {
  return relative(cwd, path).split(sep).join('/') || '.'
}

/** The file that holds the settings: the one asked for, else `alembic.ini`, else a `pyproject.toml` with `[tool.alembic]`. */
export function configFile(cwd: string, config: string | undefined): string | undefined {
  if (config !== undefined) {
    const path = resolve(cwd, config)
    if (existsSync(path)) return path
    throw new SlipwayError('SW-CONFIG', `There is no ${config} to read Alembic's settings from. Nothing was changed.`, {
      hint: "alembic({ config: '…' })   names the file, relative to the project",
      details: { config },
    })
  }
  const path = ['alembic.ini', 'pyproject.toml'].map((name) => join(cwd, name)).find((each) => existsSync(each))
  return path !== undefined && isToml(path) && toolTable(path) === undefined ? undefined : path
}

const isToml = (path: string): boolean => path.endsWith('.toml')

function toolTable(path: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const { tool } = parse(readFileSync(path, 'utf8')) as { tool?: { alembic?: Record<string, unknown> } }
    return tool?.alembic
  } catch (cause) {
    throw new SlipwayError('SW-CONFIG', `${path} cannot be parsed: ${(cause as Error).message}. Nothing was changed.`, {
      cause,
    })
  }
}

function readToml(found: string | undefined, cwd: string): Readonly<Record<string, unknown>> {
  const path = found !== undefined && isToml(found) ? found : join(cwd, 'pyproject.toml')
  return existsSync(path) ? (toolTable(path) ?? {}) : {}
}

function lookIn(ini: Ini, section: string, toml: Readonly<Record<string, unknown>>, here: string): Look {
  const fill = (text: unknown): string => String(text).replaceAll('%(here)s', here).replaceAll('%%', '%')
  return (name) => {
    const written = iniValue(ini, section, name, { here })
    if (written !== undefined && written !== '') return written
    const value = toml[name]
    if (value === undefined) return undefined
    return Array.isArray(value) ? value.map(fill) : fill(value)
  }
}

// Some templates of Alembic have a comment behind the value.
function separator(look: Look): RegExp {
  const stated = look('path_separator') ?? look('version_path_separator')
  const [word] = typeof stated === 'string' ? stated.split(/\s+#/) : []
  const known: Readonly<Record<string, RegExp>> = { os: /:/, ':': /:/, ';': /;/, space: /\s+/, newline: /\n/ }
  return known[word?.trim() ?? ''] ?? /, *| +|\n/
}

function list(value: string | readonly string[] | undefined, between: RegExp): readonly string[] {
  const parts = typeof value === 'string' ? value.split(between) : (value ?? [])
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}

// `package:path` names a folder of an installed package: here one of the project's own.
function place(
  location: string,
  roots: readonly string[],
  paths: readonly string[],
): { root: string; path: string } | undefined {
  const [packaged, inside] = isAbsolute(location) ? [] : location.split(':')
  for (const root of roots) {
    const bases = inside === undefined ? [''] : ['', 'src', ...paths]
    const tail = inside === undefined ? location : join((packaged ?? '').replaceAll('.', '/'), inside)
    for (const base of bases) {
      const path = resolve(root, base, tail)
      if (existsSync(path)) return { root, path }
    }
  }
  return undefined
}

// The templates' own `driver://user:pass@localhost/dbname` says that env.py brings the address.
function literalUrl(ini: Ini, section: string, here: string): string | undefined {
  const url = iniValue(ini, section, 'sqlalchemy.url', { here })
  return url === undefined || url === '' || url.startsWith('driver://') ? undefined : url
}

function noScripts(cwd: string, found: string | undefined, section: string): SlipwayError {
  const where = found === undefined ? 'no alembic.ini and no [tool.alembic] in pyproject.toml' : relativeTo(cwd, found)
  return new SlipwayError(
    'SW-CONFIG',
    found === undefined
      ? `There is ${where} here. Nothing was changed.`
      : `${where}: no script_location in [${section}]. Nothing was changed.`,
    {
      hint: "alembic({ config: 'backend/alembic.ini' })   names the file\nalembic({ scriptLocation: 'migrations' })   names the folder of env.py",
    },
  )
}

function noFolder(folder: string, config: string | undefined): SlipwayError {
  return new SlipwayError('SW-CONFIG', `There is no folder ${folder} to read revisions from. Nothing was changed.`, {
    hint: `alembic({ versionLocations: ['…'] })   names it${config === undefined ? '' : `, or correct ${config}`}`,
    details: { folder },
  })
}
