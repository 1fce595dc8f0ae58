import { readFile } from 'node:fs/promises'
import { createRequire, findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What a module exports, by name. */
export type Exports = Readonly<Record<string, unknown>>

type Conditions = string | { readonly [condition: string]: Conditions } | null | undefined

function chosen(conditions: Conditions): string | undefined {
  if (typeof conditions === 'string') return conditions
  for (const [condition, value] of Object.entries(conditions ?? {})) {
    if (!['import', 'module-sync', 'node', 'default', '.'].includes(condition)) continue
    const file = chosen(value)
    if (file !== undefined) return file
  }
  return undefined
}

/** The entry of a package that lets itself be imported only, which `require.resolve` does not find. */
async function importOnly(folder: string, name: string): Promise<string | undefined> {
  const manifest = findPackageJSON(name, join(folder, 'package.json'))
  if (manifest === undefined) return undefined
  const { exports } = JSON.parse(await readFile(manifest, 'utf8')) as { readonly exports?: Conditions }
  const file = chosen(exports)
  return file === undefined ? undefined : join(dirname(manifest), file)
}

async function resolve(folder: string, name: string): Promise<string | undefined> {
  try {
    return createRequire(join(folder, 'package.json')).resolve(name)
  } catch (error) {
    const { code } = error as { readonly code?: string }
    return code === 'ERR_PACKAGE_PATH_NOT_EXPORTED' ? importOnly(folder, name) : undefined
  }
}

/** Whether a package is installed where a project would import it from. */
export async function isInstalled(folder: string, name: string): Promise<boolean> {
  return (await resolve(folder, name)) !== undefined
}

/**
 * Imports a package as a file in that folder would; `undefined` where it is not installed.
 * @throws `SW-UNSUPPORTED` with its own words when it cannot be loaded.
 */
export async function importFrom(folder: string, name: string): Promise<Exports | undefined> {
  const file = await resolve(folder, name)
  if (file === undefined) return undefined
  try {
    return (await import(pathToFileURL(file).href)) as Exports
  } catch (cause) {
    const { SlipwayError } = await import('@slipway/core')
    const why = cause instanceof Error ? (cause.message.split('\n', 1)[0] ?? '') : String(cause)
    throw new SlipwayError(
      'SW-UNSUPPORTED',
      `${name} is installed and cannot be loaded: ${why}. Nothing was changed.`,
      {
        hint: 'Install it again, in a version that belongs to the others:\n  npm ls @slipway/core',
        cause,
        details: { package: name },
      },
    )
  }
}
