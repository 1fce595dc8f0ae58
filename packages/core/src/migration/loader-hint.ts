const tsx = 'npm install --save-dev tsx\n  NODE_OPTIONS="--import tsx" slipway …'

const hints: Readonly<Record<string, string>> = {
  ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX: `Node strips types and compiles nothing (enums, namespaces, parameter properties). Add a loader that does:\n  ${tsx}`,
  ERR_INVALID_TYPESCRIPT_SYNTAX: `Node reads TypeScript by stripping its types, and cannot read this. Add a loader that compiles it:\n  ${tsx}`,
  ERR_MODULE_NOT_FOUND: `Node resolves imports by their whole path, extension included, and knows no path aliases of tsconfig.json. Add a loader that does:\n  ${tsx}`,
  ERR_UNSUPPORTED_DIR_IMPORT: `Node imports files, not folders. Add a loader that does both:\n  ${tsx}`,
  ERR_UNKNOWN_FILE_EXTENSION:
    'Node cannot load files of this kind by itself. Register the loader that your project uses:\n  NODE_OPTIONS="--import <loader>" slipway …',
}

/** What cures an error of Node's loader, where that is known. `path` is the module that was to be loaded. */
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
