import { createRequire, registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import { typeOnlyKnex } from './type-only-knex.ts'

/** What a module exports; of CommonJS also what it exports whole, as `default`. */
export type ModuleExports = Readonly<Record<string, unknown>>

let hooked = false

/**
 * Imports a file of the project, as knex would load it. `version` makes a file that was edited another one within a process.
 * Throws the loader's own error.
 */
export async function importModule(path: string, version: string): Promise<ModuleExports> {
  if (!hooked) registerHooks({ load: typeOnlyKnex })
  hooked = true
  const require = createRequire(path)
  // What CommonJS loaded before is kept by its path alone.
  delete require.cache[path]
  try {
    return (await import(`${pathToFileURL(path).href}?${version}`)) as ModuleExports
  } catch (thrown) {
    // A loader that was registered for require alone (ts-node) serves where knex itself would require.
    try {
      return asExports(require(path))
    } catch {
      throw thrown
    }
  }
}

function asExports(whole: unknown): ModuleExports {
  return { ...(typeof whole === 'object' && whole !== null ? whole : {}), default: whole }
}
