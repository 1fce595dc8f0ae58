import { pathToFileURL } from 'node:url'
import { SlipwayError } from '@slipway/core'
import { relativePath } from './relative-path.ts'

/** What matters here of Prisma's configuration. Its paths are relative to it. */
export interface PrismaConfig {
  readonly schema?: string
  readonly migrations?: { readonly path?: string; readonly initShadowDb?: string }
  readonly datasource?: { readonly url?: string; readonly directUrl?: string; readonly shadowDatabaseUrl?: string }
  readonly tables?: { readonly external?: readonly string[] }
  readonly enums?: { readonly external?: readonly string[] }
}

// What Node.js says of a file that Prisma's own loader, which compiles, may yet understand.
const loaderCodes = [
  'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
  'ERR_INVALID_TYPESCRIPT_SYNTAX',
  'ERR_UNKNOWN_FILE_EXTENSION',
  'ERR_UNSUPPORTED_DIR_IMPORT',
  'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING',
  'ERR_MODULE_NOT_FOUND',
]

/**
 * Loads Prisma's configuration, which is code: with Node's own import, which takes no time to start; with Prisma's loader
 * where the file needs a compiler or resolves names in its own way.
 *
 * @throws SW-CONFIG with what the loader or the file itself said.
 */
export async function loadConfig(path: string, cwd: string): Promise<PrismaConfig> {
  try {
    const module = (await import(pathToFileURL(path).href)) as { readonly default?: PrismaConfig }
    return module.default ?? (module as PrismaConfig)
  } catch (thrown) {
    if (!isLoaders(thrown)) throw refused(path, cwd, thrown)
  }
  const { loadConfigFromFile } = await import('@prisma/config')
  const { config, error } = await loadConfigFromFile({ configFile: path, configRoot: cwd })
  if (config !== undefined) return config as PrismaConfig
  throw refused(path, cwd, 'error' in error ? error.error : error._tag)
}

function isLoaders(thrown: unknown): boolean {
  const { code, name } = thrown as { readonly code?: string; readonly name?: string }
  return name === 'SyntaxError' || loaderCodes.includes(code ?? '')
}

function refused(path: string, cwd: string, thrown: unknown): SlipwayError {
  const file = relativePath(cwd, path)
  const said = thrown instanceof Error ? `${thrown.name}: ${thrown.message.split('\n')[0]}` : String(thrown)
  const variable = /environment variable:? `?(\w+)/.exec(said)?.[1]
  const hint = variable === undefined ? {} : { hint: `export ${variable}=…   or load it in ${file}` }
  return new SlipwayError('SW-CONFIG', `${file} threw while it was loaded: ${said} Nothing was changed.`, {
    ...hint,
    cause: thrown,
    details: { file },
  })
}
