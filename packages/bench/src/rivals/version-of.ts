import { readFile } from 'node:fs/promises'
import { findPackageJSON } from 'node:module'

/**
 * The version of a package that is installed beside this one.
 *
 * @throws Error when it is not.
 */
export async function versionOf(name: string): Promise<string> {
  const found = findPackageJSON(name, import.meta.url)
  if (found === undefined) throw new Error(`${name} is not installed`)
  return (JSON.parse(await readFile(found, 'utf8')) as { readonly version: string }).version
}
