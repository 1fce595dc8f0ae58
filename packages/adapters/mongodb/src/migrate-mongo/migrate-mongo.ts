import { CONTRACT, type Adapter } from '@slipway/core/plugin'
import { migrationsOf, type Reading } from '../load.ts'
import { loadModule } from '../modules/load-module.ts'
import { migrateMongoBridge } from './bridge/migrate-mongo-bridge.ts'
import { connectionOf, type MigrateMongoConnection } from './connection.ts'
import { createMigration } from './create-migration.ts'
import { findConfig, loadConfig } from './load-config.ts'
import { readFiles } from './read-files.ts'
import { readSettings, type Settings } from './settings.ts'

/** Options of `migrateMongo()`. */
export interface MigrateMongoOptions {
  /** The configuration, relative to `cwd`: JavaScript or TypeScript. Default: `migrate-mongo-config.js`, or with another ending. */
  readonly config?: string
  /** Folder from which the configuration's own paths are read, as migrate-mongo reads them. Default: the process's. */
  readonly cwd?: string
  /** Name of the plugin within a config. Default: `migrate-mongo`. */
  readonly name?: string
}

/** An adapter that knows where its database is. */
export interface MigrateMongoAdapter extends Adapter {
  /** What the configuration says of the database, for `mongodb()` of `@slipway/driver-mongodb`. Read when it is called; kept nowhere. */
  connection(): MigrateMongoConnection
}

/**
 * A project on migrate-mongo, in place: its files, its changelog, its lock. Loads the configuration, which is code.
 *
 * @example
 * const project = await migrateMongo()
 * export default defineConfig({ adapter: project, driver: mongodb(project.connection()) })
 *
 * @throws SW-CONFIG with the loader's own error when the configuration cannot be loaded.
 */
export async function migrateMongo(options: MigrateMongoOptions = {}): Promise<MigrateMongoAdapter> {
  const cwd = options.cwd ?? process.cwd()
  const file = options.config ?? findConfig(cwd) ?? 'migrate-mongo-config.js'
  return adapterOf(readSettings(await loadConfig(cwd, file), cwd, file), options.name ?? 'migrate-mongo')
}

/** The adapter of a configuration that was loaded. */
export function adapterOf(settings: Settings, name: string): MigrateMongoAdapter {
  const reading: Reading = { adapter: name, inPlace: true }
  return {
    kind: 'adapter',
    name,
    contract: CONTRACT,
    async load(context) {
      const migrations = migrationsOf(readFiles(context.cwd, settings), { ...context, ...reading })
      // With hashes a file that changed is pending again: lib/actions/status.js.
      return settings.useFileHash ? migrations.map((one) => ({ ...one, repeatable: true })) : migrations
    },
    create: async (request, context) => createMigration(request, context, settings),
    resolve: (ref, context) => loadModule(ref, context, reading),
    bridge: migrateMongoBridge(settings),
    connection: () => connectionOf(settings),
  }
}
