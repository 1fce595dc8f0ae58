import { setImmediate as turn } from 'node:timers/promises'
import type { Adapter, LoadContext } from '@slipway/core/plugin'
import { createFiles } from './create/create-files.ts'
import { historyBridge } from './histories/history-bridge.ts'
import { load } from './load.ts'
import { resolveOptions } from './options.ts'
import type { SqlOptions } from './options.ts'

/**
 * Reads plain SQL files as teams have them: Flyway's names, the up and down files of golang-migrate, the single files of
 * goose, dbmate and node-pg-migrate. Throws `SW-CONFIG` for options that cannot be used.
 */
export function sql(options: SqlOptions = {}): Adapter {
  const resolved = resolveOptions(options)
  const bridge = historyBridge(options)
  return {
    kind: 'adapter',
    name: options.name ?? 'sql',
    contract: 1,
    load: Object.assign(
      async (context: LoadContext) => {
        // Files are read in one go. What was asked of the server before goes out first, so that it works meanwhile.
        await turn()
        return load(context, resolved)
      },
      { lazy: true as const },
    ),
    create: async (request, context) => createFiles(request, context, resolved),
    ...(bridge === undefined ? {} : { bridge }),
  }
}
