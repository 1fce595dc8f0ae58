import { readFile } from 'node:fs/promises'
import { packageFolder } from './package-folder.ts'

/** The version in this package's own package.json. */
export async function version(): Promise<string> {
  const text = await readFile(new URL('package.json', packageFolder), 'utf8')
  return (JSON.parse(text) as { readonly version: string }).version
}
