import type { Adapter } from '@slipway/core/plugin'
import { createFiles } from './create/create-files.ts'
import { load } from './load.ts'
import { loadModule } from './modules/load-module.ts'
import { resolveOptions, type MongodbFilesOptions } from './options.ts'

/**
 * Reads MongoDB migrations: commands in Extended JSON (`V1__title.ejson`, `.json`), modules in JavaScript or TypeScript that
 * export `up` and `down`, and the files of migrate-mongo. Throws `SW-CONFIG` for options that cannot be used.
 */
export function mongodbFiles(options: MongodbFilesOptions = {}): Adapter {
  const resolved = resolveOptions(options)
  return {
    kind: 'adapter',
    name: resolved.name,
    contract: 1,
    load: async (context) => load(context, resolved),
    create: async (request, context) => createFiles(request, context, resolved),
    resolve: (ref, context) => loadModule(ref, context),
  }
}
