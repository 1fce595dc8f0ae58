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

const tsx = 'npm install --save-dev tsx\n  NODE_OPTIONS="--import tsx" slipway …'

const hints: Readonly<Record<string, string>> = {
  ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX: `Node strips types and compiles nothing (enums, namespaces, parameter properties). Add a loader that does:\n  ${tsx}`,
  ERR_INVALID_TYPESCRIPT_SYNTAX: `Node reads TypeScript by stripping its types, and cannot read this. Add a loader that compiles it:\n  ${tsx}`,
  ERR_MODULE_NOT_FOUND: `Node resolves imports by their whole path, extension included, and knows no path aliases of tsconfig.json. Add a loader that does:\n  ${tsx}`,
  ERR_UNSUPPORTED_DIR_IMPORT: `Node imports files, not folders. Add a loader that does both:\n  ${tsx}`,
  ERR_UNKNOWN_FILE_EXTENSION:
    'Node cannot load files of this kind by itself. Register the loader that your project uses:\n  NODE_OPTIONS="--import <loader>" slipway …',
}

/** What cures an error of the loader, where that is known. */
export function loaderHint(thrown: unknown, path: string): string | undefined {
  const code: unknown = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const bare = /^Cannot find package '([^']+)'/.exec(message)?.[1]
  // `@/db` is an alias by its looks: no package can have that name.
  if (bare !== undefined && !/^(?:@\/|~)/.test(bare)) {
    return `npm install ${bare}   or, where it is a path alias of tsconfig.json, add a loader that knows it:\n  ${tsx}`
  }
  if (/does not provide an export named/.test(message) && /\.[cm]?ts$/.test(path)) {
    return `Node strips types one file at a time: write "import type" for what is only a type, or add a loader that finds out:\n  ${tsx}`
  }
  return hints[code === 'MODULE_NOT_FOUND' ? 'ERR_MODULE_NOT_FOUND' : String(code)]
}
