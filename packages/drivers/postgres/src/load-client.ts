import type * as pg from 'pg'

/**
 * Loads the client when the first connection is made. It is required: whoever imports it asks for all that it exports, and
 * it then searches the disk for a native client that nobody installed.
 */
export function loadClient(): typeof pg {
  const { createRequire } = process.getBuiltinModule('node:module')
  return createRequire(import.meta.url)('pg') as typeof pg
}
