import type { Adapter, LoadContext, Migration, TransactionMode } from '@slipway/core/plugin'
import { createFiles } from '../create/create-files.ts'
import { migrationsOf, readProject } from '../load.ts'
import { resolveOptions, type ResolvedOptions } from '../options.ts'
import { flywayBridge } from './bridge/flyway-bridge.ts'
import type { FlywayFile } from './bridge/flyway-file.ts'
import { connectionOf, type FlywayConnection } from './configuration/connection.ts'
import { readSettings } from './configuration/read-settings.ts'
import type { FlywaySettings } from './configuration/settings.ts'
import { flywayFiles } from './files.ts'
import type { FlywayOptions } from './flyway-options.ts'
import { inOwnWords } from './own-words.ts'

/** A Flyway project: its scripts, its history table, and how it connects. */
export interface FlywayProject extends Adapter {
  /** What `postgres()` or `mysql()` is given, from Flyway's own settings; another environment of `flyway.toml` by its name. */
  connection(environment?: string): FlywayConnection
}

/**
 * Reads a Flyway project as it is: `flyway.conf` or `flyway.toml`, the `FLYWAY_*` variables, the scripts; and keeps
 * `flyway_schema_history` true. Throws `SW-CONFIG` where a configuration file cannot be read.
 */
export function flyway(options: FlywayOptions = {}): FlywayProject {
  const settings = readSettings(options)
  const resolved = sqlOptionsOf(settings, options)
  let files: ReadonlyMap<string, FlywayFile> = new Map()
  return {
    kind: 'adapter',
    name: options.name ?? 'flyway',
    contract: 1,
    load: Object.assign(
      async (context: LoadContext) =>
        inOwnWords(() => {
          const project = readProject(context, resolved)
          const migrations = migrationsOf(project, context, resolved, inOwnWords)
          files = flywayFiles(project.sources, settings, new Date())
          return migrations.map((migration) => inTransaction(migration, settings))
        }),
      { lazy: true as const },
    ),
    create: async (request, context) => inOwnWords(() => createFiles(request, context, resolved)),
    connection: (environment) =>
      connectionOf(environment === undefined ? settings : readSettings({ ...options, environment })),
    bridge: flywayBridge(settings, () => files),
  }
}

/** The settings in the words of `sql()`. */
function sqlOptionsOf(settings: FlywaySettings, options: FlywayOptions): ResolvedOptions {
  return inOwnWords(() =>
    resolveOptions({
      locations: settings.locations.map(({ folder }) => folder),
      style: 'flyway',
      prefix: {
        ...(settings.versionPrefix === undefined ? {} : { version: settings.versionPrefix }),
        undo: settings.undoPrefix,
        repeatable: settings.repeatablePrefix,
      },
      separator: settings.separator,
      suffixes: settings.suffixes,
      placeholders: { ...settings.placeholders, ...options.placeholders },
      placeholderPrefix: settings.placeholderPrefix,
      placeholderSuffix: settings.placeholderSuffix,
      placeholderReplacement: settings.placeholderReplacement,
      encoding: settings.encoding,
      ignore: options.ignore ?? [],
    }),
  )
}

/** `group` runs all that is pending in one transaction; `executeInTransaction=false` none of it in any. */
function inTransaction(migration: Migration, { group, executeInTransaction }: FlywaySettings): Migration {
  if (migration.transaction !== 'auto') return migration
  if (!executeInTransaction) return withMode(migration, 'never')
  return group ? withMode(migration, 'batch') : migration
}

/** A copy by `{ ...migration }` would read its statements. */
function withMode(migration: Migration, transaction: TransactionMode): Migration {
  return Object.defineProperty(migration, 'transaction', { enumerable: true, value: transaction })
}
