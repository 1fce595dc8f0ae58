import { mkdir, writeFile } from 'node:fs/promises'
import { capabilitiesReference } from './capabilities-reference.ts'
import { cliReference } from './cli-reference.ts'
import { defaultsReference } from './defaults-reference.ts'
import { errorsReference } from './errors-reference.ts'

/** Pages that are made from code, by their path in the repository. A test keeps the committed files equal. */
export const generatedPages: Readonly<Record<string, () => string>> = {
  'docs/reference/capabilities.md': capabilitiesReference,
  'docs/reference/cli.md': cliReference,
  'docs/reference/defaults.md': defaultsReference,
  'docs/reference/errors.md': errorsReference,
}

/** The folder of this repository. */
export const repository: URL = new URL('../../../../', import.meta.url)

if (import.meta.main) {
  await mkdir(new URL('docs/reference/', repository), { recursive: true })
  for (const [path, make] of Object.entries(generatedPages)) await writeFile(new URL(path, repository), make())
}
