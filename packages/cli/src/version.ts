import { readFileSync } from 'node:fs'
import type { Io } from './io.ts'
import { packageFolder } from './package-folder.ts'

/** The version in this package's own package.json. */
export function version(): string {
  const text = readFileSync(new URL('package.json', packageFolder), 'utf8')
  return (JSON.parse(text) as { readonly version: string }).version
}

/** Says the version, and nothing else. Answers the exit code. */
export async function printVersion(io: Io): Promise<number> {
  await io.out(`${version()}\n`)
  return 0
}
